using Krypton.Models.Network;

namespace Krypton.Kernels.Reference;

/// <summary>One layer, pixel by pixel and channel by channel.</summary>
internal sealed unsafe class ReferenceKernel(Layer layer) : Kernel
{
    public override void Run(Overlay[] inputs, Overlay output)
    {
        for (var p = 0; p < output.Count; p++)
        {
            var box = output.Boxes[p];
            for (var i = 0; i < box.Pixels; i++)
            {
                var to = output.Data + ((nint)(box.Offset + i) * output.Stride);
                var (y, x) = (box.Y + (i / box.Width), box.X + (i % box.Width));
                for (var c = 0; c < output.Stride; c++)
                {
                    to[c] = c < output.Shape.Channels ? (float)Value(inputs, output.Shape, p, y, x, c) : 0;
                }
            }
        }
    }

    private static double At(Overlay map, int p, int y, int x, int c) => map.Pixel(p, y, x) is var pixel && pixel is null ? double.NaN : pixel[c];

    private double Value(Overlay[] inputs, MapShape shape, int p, int y, int x, int c) => layer switch
    {
        ConvolutionLayer l => l.Activation.Apply((float)(Convolution(l, inputs, p, y, x, c) + (inputs.Length > l.Parts ? At(inputs[l.Parts], p, y, x, c) : 0))),
        PoolLayer l => l.Activation.Apply((float)(Pool(l, inputs[0], p, y, x, c) + (l.Bias?[c] ?? 0))),
        ActivationLayer l => l.Activation.Apply((float)At(inputs[0], p, y, x, c)),
        PReluLayer l => At(inputs[0], p, y, x, c) is var v && v < 0 ? v * l.Slopes[c] : v,
        AffineLayer l => l.Activation.Apply((float)((At(inputs[0], p, y, x, c) * l.Scale[c]) + l.Shift[c])),
        BinaryLayer l => l.Activation.Apply((float)Binary(l.Kind, Broadcast(inputs[0], p, y, x, c), Broadcast(inputs[1], p, y, x, c))),
        ConcatLayer => Concat(inputs, p, y, x, c),
        ChannelGatherLayer l => At(inputs[0], p, y, x, l.Source[c]),
        ResponseNormalizationLayer l => Normalized(l, inputs[0], p, y, x, c),
        PadLayer l => At(inputs[0], p, y - l.Top, x - l.Left, c) is var v && double.IsNaN(v) ? l.Value : v,
        FlattenLayer l => Flattened(l, inputs[0], p, c),
        SoftmaxLayer l => Softmax(l, inputs[0], shape, p, y, x, c),
        _ => throw new InvalidOperationException($"no definition of {layer.GetType().Name}"),
    };

    private static double Convolution(ConvolutionLayer l, Overlay[] inputs, int p, int y, int x, int o)
    {
        var (kh, kw, perGroup) = (l.Rows.Kernel, l.Columns.Kernel, inputs.Take(l.Parts).Sum(i => i.Shape.Channels) / l.Groups);
        var first = o / (l.Bias.Length / l.Groups) * perGroup;
        double sum = l.Bias[o];
        for (var t = 0; t < kh * kw; t++)
        {
            var iy = (y * l.Rows.Stride) - l.Rows.PadBefore + (t / kw * l.Rows.Dilation);
            var ix = (x * l.Columns.Stride) - l.Columns.PadBefore + (t % kw * l.Columns.Dilation);
            var before = 0;
            foreach (var part in inputs.Take(l.Parts))
            {
                var pixel = part.Pixel(p, iy, ix);
                for (var c = Math.Max(first, before); c < Math.Min(first + perGroup, before + part.Shape.Channels) && pixel is not null; c++)
                {
                    sum += (double)Prepared(l.Input, pixel[c - before], c) * l.Weights[(((o * kh * kw) + t) * perGroup) + c - first];
                }

                before += part.Shape.Channels;
            }
        }

        return sum;
    }

    private static float Prepared(AffineLayer? input, float value, int c) =>
        input is null ? value : input.Activation.Apply((value * input.Scale[c]) + input.Shift[c]);

    private static double Pool(PoolLayer l, Overlay input, int p, int y, int x, int c)
    {
        var (sum, max, counted) = (0.0, double.NegativeInfinity, 0);
        for (var t = 0; t < l.Rows.Kernel * l.Columns.Kernel; t++)
        {
            var iy = (y * l.Rows.Stride) - l.Rows.PadBefore + (t / l.Columns.Kernel * l.Rows.Dilation);
            var ix = (x * l.Columns.Stride) - l.Columns.PadBefore + (t % l.Columns.Kernel * l.Columns.Dilation);
            var value = At(input, p, iy, ix, c);
            var inPadding = iy < input.Shape.Height + l.Rows.PadAfter && ix < input.Shape.Width + l.Columns.PadAfter;
            counted += !double.IsNaN(value) || (l.CountPadding && inPadding) ? 1 : 0;
            sum += double.IsNaN(value) ? 0 : value;
            max = double.IsNaN(value) ? max : Math.Max(max, value);
        }

        return l.Kind == PoolKind.Max ? max : sum / counted;
    }

    private static double Broadcast(Overlay map, int p, int y, int x, int c) =>
        At(map, p, map.Shape.Height == 1 ? 0 : y, map.Shape.Width == 1 ? 0 : x, map.Shape.Channels == 1 ? 0 : c);

    private static double Binary(BinaryKind kind, double a, double b) => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        _ => a / b,
    };

    private static double Concat(Overlay[] inputs, int p, int y, int x, int c)
    {
        foreach (var input in inputs)
        {
            if (c < input.Shape.Channels)
            {
                return At(input, p, y, x, c);
            }

            c -= input.Shape.Channels;
        }

        throw new InvalidOperationException("a channel beyond the last input");
    }

    private static double Normalized(ResponseNormalizationLayer l, Overlay input, int p, int y, int x, int c)
    {
        var sum = 0.0;
        for (var j = Math.Max(0, c - ((l.Size - 1) / 2)); j <= Math.Min(input.Shape.Channels - 1, c + (l.Size / 2)); j++)
        {
            sum += At(input, p, y, x, j) * At(input, p, y, x, j);
        }

        return At(input, p, y, x, c) / Math.Pow(l.Bias + (l.Alpha / l.Size * sum), l.Beta);
    }

    private static double Flattened(FlattenLayer l, Overlay input, int p, int i)
    {
        var shape = input.Shape;
        var (pixel, c) = l.ChannelsFirst ? (i % shape.Pixels, i / shape.Pixels) : (i / shape.Channels, i % shape.Channels);
        return At(input, p, pixel / shape.Width, pixel % shape.Width, c);
    }

    private static double Softmax(SoftmaxLayer l, Overlay input, MapShape shape, int p, int y, int x, int c)
    {
        var max = Enumerable.Range(0, shape.Channels).Max(i => At(input, p, y, x, i));
        var sum = Enumerable.Range(0, shape.Channels).Sum(i => Math.Exp(At(input, p, y, x, i) - max));
        var value = At(input, p, y, x, c) - max;
        return l.Logarithm ? value - Math.Log(sum) : Math.Exp(value) / sum;
    }
}
