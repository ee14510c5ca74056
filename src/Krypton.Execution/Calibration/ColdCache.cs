using System.Numerics.Tensors;

namespace Krypton.Execution.Calibration;

/// <summary>Empties the caches of what a trial would find there only because it ran a moment ago: in a real plan a layer's weights were last read a whole network before.</summary>
internal static class ColdCache
{
    /// <summary>The usual 32 MiB.</summary>
    private const int Floats = 8 << 20;

    private static readonly float[] Ballast = new float[Floats];

    private static float _sink;

    /// <summary>Reads as much as a third-level cache holds.</summary>
    public static void Clear() => _sink += TensorPrimitives.Sum<float>(Ballast);
}
