using Krypton.Models.Network;

namespace Krypton.Planning.Cost;

/// <summary>What one family of layers costs on one machine, all threads of the measurement working together.</summary>
/// <param name="Family">The family.</param>
/// <param name="PerFlop">Seconds a floating-point operation actually done.</param>
/// <param name="PerByte">Seconds a byte of activations moved.</param>
/// <param name="PerFarByte">Seconds more a byte that comes from memory because a call's maps do not fit into a cache.</param>
/// <param name="PerWeightByte">Seconds a byte of weights read.</param>
/// <param name="PerBox">Seconds a box (a position at a layer); zero for ONNX Runtime, which knows none.</param>
/// <param name="PerCall">Seconds a call of the kernel, whatever the batch.</param>
public sealed record Coefficients(LayerFamily Family, double PerFlop, double PerByte, double PerFarByte, double PerWeightByte, double PerBox, double PerCall)
{
    /// <summary>Seconds of that work on the threads of the measurement times <paramref name="slower"/>; calls cost the same on any number.</summary>
    public double Seconds(LayerWork work, double slower) =>
        (((PerFlop * work.Flops) + (PerByte * work.Bytes) + (PerFarByte * work.FarBytes) + (PerWeightByte * work.WeightBytes) + (PerBox * work.Boxes)) * slower) + (PerCall * work.Calls);
}
