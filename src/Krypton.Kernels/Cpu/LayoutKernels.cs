using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

// Kernels that only move values.

internal sealed unsafe class ConcatKernel(Workers workers) : RowKernel(workers)
{
    public override string Name => "concat";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var offset = 0;
        foreach (var input in Inputs)
        {
            var from = input.Row(position, y, x, width, scratch);
            var channels = input.Shape.Channels;
            for (var i = 0; i < width; i++)
            {
                new ReadOnlySpan<float>(from + ((nint)i * input.Stride), channels).CopyTo(new Span<float>(to + ((nint)i * Output.Stride) + offset, channels));
            }

            offset += channels;
        }

        for (var i = 0; i < width && offset < Output.Stride; i++)
        {
            new Span<float>(to + ((nint)i * Output.Stride) + offset, Output.Stride - offset).Clear();
        }
    }
}

internal sealed unsafe class ChannelGatherKernel(Workers workers, ChannelGatherLayer layer) : RowKernel(workers)
{
    public override string Name => "gather";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var from = Inputs[0].Row(position, y, x, width, scratch);
        for (var i = 0; i < width; i++, from += Inputs[0].Stride, to += Output.Stride)
        {
            for (var c = 0; c < Output.Stride; c++)
            {
                to[c] = c < layer.Source.Length ? from[layer.Source[c]] : 0;
            }
        }
    }
}

internal sealed unsafe class PadKernel(Workers workers, PadLayer layer) : RowKernel(workers)
{
    public override string Name => "pad";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var input = Inputs[0];
        input.CopyRow(position, y - layer.Top, x - layer.Left, width, to);
        if (layer.Value == 0)
        {
            return;
        }

        for (var i = 0; i < width; i++)
        {
            if ((uint)(y - layer.Top) >= (uint)input.Shape.Height || (uint)(x + i - layer.Left) >= (uint)input.Shape.Width)
            {
                new Span<float>(to + ((nint)i * Output.Stride), Output.Shape.Channels).Fill(layer.Value);
            }
        }
    }
}

internal sealed unsafe class FlattenKernel(Workers workers, FlattenLayer layer) : RowKernel(workers)
{
    public override string Name => "flatten";

    protected override long ScratchFloats(int width) => 0;

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var (input, shape) = (Inputs[0], Inputs[0].Shape);
        for (var pixel = 0; pixel < shape.Pixels; pixel++)
        {
            var from = input.Pixel(position, pixel / shape.Width, pixel % shape.Width);
            for (var c = 0; c < shape.Channels; c++)
            {
                to[layer.ChannelsFirst ? (c * shape.Pixels) + pixel : (pixel * shape.Channels) + c] = from[c];
            }
        }

        new Span<float>(to + shape.Count, Output.Stride - shape.Count).Clear();
    }
}
