namespace Krypton.Kernels.Tests;

/// <summary>Holds the CPU device's kernel for a layer against the scalar definition.</summary>
internal static class KernelAssert
{
    /// <summary>Float sums of a few hundred terms of size 1 in another order.</summary>
    public const float Sums = 5e-5f;

    /// <summary>Winograd's transforms subtract large numbers: its results lose two digits more.</summary>
    public const float Winograd = 1e-3f;

    /// <summary>On whole maps, on boxes of any kind, and on the boxes the rectangle algebra asks for.</summary>
    public static void Agrees(LayerCase layer, float tolerance = Sums, int threads = 2)
    {
        using var device = new CpuDevice(threads);
        using var whole = new Scene(layer, whole: true);
        whole.AssertAgrees(device, tolerance);
        using var ragged = new Scene(layer);
        ragged.AssertAgrees(device, tolerance);
        using var engine = new Scene(layer, engine: true);
        engine.AssertAgrees(device, tolerance);
    }

    /// <summary>What the compiled kernel calls itself.</summary>
    public static string NameOf(LayerCase layer)
    {
        using var device = new CpuDevice(1);
        using var scene = new Scene(layer);
        using var kernel = scene.Compile(device);
        scene.Run(kernel);
        return kernel.Name;
    }
}
