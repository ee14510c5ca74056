using System.Numerics.Tensors;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

// Kernels whose output pixel depends on the same pixel of the input.

internal sealed unsafe class ActivationKernel(Workers workers, Activation activation) : RowKernel(workers)
{
    public override string Name => "activation";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        Inputs[0].CopyRow(position, y, x, width, to);
        ActivationFunctions.Apply(activation, to, (long)width * Output.Stride);
    }
}

internal sealed unsafe class AffineKernel(Workers workers, AffineLayer layer) : RowKernel(workers)
{
    private readonly AffineFunction _function = new(layer, new MapShape(1, 1, layer.Scale.Length));

    public override string Name => "affine";

    public override void Dispose()
    {
        _function.Dispose();
        base.Dispose();
    }

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch) =>
        _function.Apply(Inputs[0].Row(position, y, x, width, scratch), Output.Stride, to, Output.Stride, width, 0, Output.Stride);
}

internal sealed unsafe class PReluKernel(Workers workers, PReluLayer layer) : RowKernel(workers)
{
    public override string Name => "prelu";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        Inputs[0].CopyRow(position, y, x, width, to);
        for (var i = 0; i < width; i++, to += Output.Stride)
        {
            for (var c = 0; c < layer.Slopes.Length; c++)
            {
                to[c] = to[c] < 0 ? to[c] * layer.Slopes[c] : to[c];
            }
        }
    }
}

/// <summary>Two maps, either of which may be broadcast along rows, columns or channels.</summary>
internal sealed unsafe class BinaryKernel(Workers workers, BinaryLayer layer) : RowKernel(workers)
{
    public override string Name => "binary";

    protected override long ScratchFloats(int width) => (long)width * (Inputs[0].Stride + Inputs[1].Stride);

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var a = Operand(0, position, y, x, width, scratch, out var stepA);
        var b = Operand(1, position, y, x, width, scratch + ((long)width * Inputs[0].Stride), out var stepB);
        var channels = Output.Shape.Channels;
        var (scalarA, scalarB) = (Inputs[0].Shape.Channels < channels, Inputs[1].Shape.Channels < channels);
        for (var i = 0; i < width; i++, a += stepA, b += stepB, to += Output.Stride)
        {
            var result = new Span<float>(to, channels);
            if (scalarA || scalarB)
            {
                for (var c = 0; c < channels; c++)
                {
                    result[c] = Combine(a[scalarA ? 0 : c], b[scalarB ? 0 : c]);
                }
            }
            else
            {
                Combine(new ReadOnlySpan<float>(a, channels), new ReadOnlySpan<float>(b, channels), result);
            }

            ActivationFunctions.Apply(layer.Activation, to, channels);

            // The padding is written apart: there a quotient would be 0 / 0.
            new Span<float>(to + channels, Output.Stride - channels).Clear();
        }
    }

    /// <summary>The operand's first pixel, and the step to its next, 0 where its row is one pixel broadcast.</summary>
    private float* Operand(int input, int position, int y, int x, int width, float* scratch, out int step)
    {
        var map = Inputs[input];
        var row = map.Shape.Height == 1 ? 0 : y;
        var single = map.Shape.Width == 1 && Output.Shape.Width > 1;
        step = single ? 0 : map.Stride;
        return single ? map.Pixel(position, row, 0) : map.Row(position, row, x, width, scratch);
    }

    private float Combine(float a, float b) => layer.Kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        _ => a / b,
    };

    private void Combine(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> to)
    {
        switch (layer.Kind)
        {
            case BinaryKind.Add:
                TensorPrimitives.Add(a, b, to);
                break;
            case BinaryKind.Subtract:
                TensorPrimitives.Subtract(a, b, to);
                break;
            case BinaryKind.Multiply:
                TensorPrimitives.Multiply(a, b, to);
                break;
            default:
                TensorPrimitives.Divide(a, b, to);
                break;
        }
    }
}

/// <summary>Local response normalisation over a window of channels.</summary>
internal sealed unsafe class ResponseNormalizationKernel(Workers workers, ResponseNormalizationLayer layer) : RowKernel(workers)
{
    public override string Name => "lrn";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var from = Inputs[0].Row(position, y, x, width, scratch);
        var (channels, stride) = (Output.Shape.Channels, Output.Stride);
        var (before, after) = ((layer.Size - 1) / 2, layer.Size / 2);
        for (var i = 0; i < width; i++, from += stride, to += stride)
        {
            // Summed anew for each channel: a running sum would lose what small squares add beside large ones.
            for (var c = 0; c < channels; c++)
            {
                var sum = 0f;
                for (var j = Math.Max(0, c - before); j <= Math.Min(channels - 1, c + after); j++)
                {
                    sum += from[j] * from[j];
                }

                to[c] = layer.Bias + (layer.Alpha / layer.Size * sum);
            }

            var pixel = new Span<float>(to, channels);
            TensorPrimitives.Pow(pixel, layer.Beta, pixel);
            TensorPrimitives.Divide(new ReadOnlySpan<float>(from, channels), pixel, pixel);
            new Span<float>(to + channels, stride - channels).Clear();
        }
    }
}

/// <summary>Softmax over the channels of each pixel.</summary>
internal sealed unsafe class SoftmaxKernel(Workers workers, SoftmaxLayer layer) : RowKernel(workers)
{
    public override string Name => "softmax";

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        Inputs[0].CopyRow(position, y, x, width, to);
        for (var i = 0; i < width; i++, to += Output.Stride)
        {
            var pixel = new Span<float>(to, Output.Shape.Channels);
            TensorPrimitives.Subtract(pixel, TensorPrimitives.Max<float>(pixel), pixel);
            var sum = 0.0;
            foreach (var value in pixel)
            {
                sum += Math.Exp(value);
            }

            if (layer.Logarithm)
            {
                TensorPrimitives.Subtract(pixel, (float)Math.Log(sum), pixel);
            }
            else
            {
                TensorPrimitives.Exp(pixel, pixel);
                TensorPrimitives.Multiply(pixel, (float)(1 / sum), pixel);
            }

            new Span<float>(to + pixel.Length, Output.Stride - pixel.Length).Clear();
        }
    }
}
