using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Tests;

/// <summary>The CPU with outputs full of NaN before each kernel: one that leaves a lane unwritten shows at once, and not only when old memory happens to hold rubbish.</summary>
internal sealed class PoisoningDevice : IDevice
{
    private readonly CpuDevice _device = new(2);

    public Kernel Compile(NetworkNode node, MapShape[] inputs) => new Poisoned(_device.Compile(node, inputs), node);

    public void Dispose() => _device.Dispose();

    private sealed unsafe class Poisoned(Kernel kernel, NetworkNode node) : Kernel
    {
        public override void Run(Overlay[] inputs, Overlay output)
        {
            var floats = new Span<float>(output.Data, checked((int)output.Floats));
            floats.Fill(float.NaN);
            kernel.Run(inputs, output);
            foreach (var value in floats)
            {
                if (!float.IsFinite(value))
                {
                    throw new InvalidOperationException($"kernel '{kernel.Name}' of {node.Layer.GetType().Name} '{node.Name}', {node.Shape}, leaves {value} in a lane");
                }
            }
        }

        public override void Dispose()
        {
            kernel.Dispose();
            base.Dispose();
        }
    }
}
