using Krypton.Gpu.Cuda;
using Krypton.Gpu.Tests.Operators;
using Krypton.Gpu.Tests.Ptx.Interpreter;
using Krypton.Kernels.Tests;
using Krypton.Models.Network;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>Convolutions in PTX, interpreted: on ragged boxes and borders, against the scalar definition.</summary>
public sealed class InterpretedTests : IDisposable
{
    /// <summary>Shared memory of a group on an A100.</summary>
    private const int SharedBytes = 163 << 10;

    private readonly GpuDevice _device = GpuDevice.Interpreted(new CudaConvolutions(SharedBytes, m => new InterpretedKernel(m)), multiprocessors: 8);

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.SplitTf32)]
    [InlineData(Precision.Tf32)]
    [InlineData(Precision.Bf16)]
    public void Convolutions_of_odd_sizes_agree(Precision precision) => Agree(
        precision,
        LayerCase.Conv(new(9, 7, 3), 8, new(7, 2, 3, 3), new(7, 2, 3, 3), activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(8, 9, 5), 70, new(3, 1, 1, 1), new(3, 1, 1, 1), residual: true),
        LayerCase.Conv(new(7, 6, 12), 33, new(3, 2, 0, 1), new(5, 1, 2, 2), activation: new(ActivationKind.Silu)),
        LayerCase.Conv(new(11, 10, 4), 6, new(3, 1, 2, 2, 2), new(3, 1, 2, 2, 2)),
        LayerCase.Conv(new(6, 11, 17), 10, new(1), new(7, 1, 3, 3)),
        LayerCase.Conv(new(5, 6, 40), 129, new(1), new(1), residual: true, activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(5, 6, 9), 20, new(5), new(6)),
        LayerCase.Conv(new(1, 1, 50), 30, new(1), new(1)));

    public void Dispose() => _device.Dispose();

    private void Agree(Precision precision, params LayerCase[] layers)
    {
        using var device = new RoundTripDevice(_device, precision);
        foreach (var layer in layers)
        {
            foreach (var (engine, whole) in new[] { (false, true), (false, false), (true, false) })
            {
                using var scene = new Scene(layer, engine, whole);
                scene.AssertAgrees(device, precision switch { Precision.Tf32 => 1e-2f, Precision.Bf16 => 1e-1f, _ => 5e-5f });
            }
        }
    }
}
