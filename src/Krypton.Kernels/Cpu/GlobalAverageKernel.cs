using System.Numerics.Tensors;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>The mean over the whole map: the base's mean plus the sum of a box's differences over the number of pixels.</summary>
internal sealed unsafe class GlobalAverageKernel(Workers workers, MapShape input) : Kernel, IBlockWork
{
    private Overlay _source = null!;
    private Overlay _output = null!;

    public override string Name => "global average";

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_source, _output) = (inputs[0], output);
        workers.Run(this, output.Count);
    }

    public void RunBlock(int block, int worker)
    {
        if (_output.Boxes[block].Pixels == 0)
        {
            return;
        }

        ref var box = ref _source.Boxes[block];
        var stride = _source.Stride;
        var mean = new Span<float>(_output.Data + ((nint)_output.Boxes[block].Offset * stride), stride);
        mean.Clear();
        var whole = box.Pixels == input.Pixels;
        for (var y = 0; y < box.Height; y++)
        {
            for (var x = 0; x < box.Width; x++)
            {
                TensorPrimitives.Add(mean, new ReadOnlySpan<float>(_source.Pixel(block, box.Y + y, box.X + x), stride), mean);
                if (!whole)
                {
                    var below = _source.BasePixel(in box, box.Y + y, box.X + x);
                    TensorPrimitives.Subtract(mean, new ReadOnlySpan<float>(below, stride), mean);
                }
            }
        }

        TensorPrimitives.Divide(mean, input.Pixels, mean);
        if (!whole)
        {
            TensorPrimitives.Add(mean, new ReadOnlySpan<float>(_output.BasePixel(in box, 0, 0), stride), mean);
        }
    }
}
