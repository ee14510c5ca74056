using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Convolution with groups, dilation, asymmetric padding and auto_pad, over any number of spatial axes.</summary>
internal sealed class Conv : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var (x, w, bias) = (Required(inputs, 0, node), Required(inputs, 1, node), Optional(inputs, 2));
        var groups = (int)node.Int("group", 1);
        var windows = SpatialWindow.Read(node, w.Shape.AsSpan(2), x.Shape.AsSpan(2));
        var outputs = windows.Select((win, axis) => win.Outputs(x.Shape[axis + 2])).ToArray();
        var (channels, perGroup, outChannels) = (x.Shape[1], w.Shape[1], w.Shape[0]);
        Check(channels, perGroup, outChannels, groups, bias);
        int[] shape = [x.Shape[0], outChannels, .. outputs];
        var y = new float[Shapes.Count(shape)];
        var taps = Shapes.Count(w.Shape.AsSpan(2));
        var cells = Shapes.Count(x.Shape.AsSpan(2));
        var pixels = Shapes.Count(outputs);
        for (var n = 0; n < x.Shape[0]; n++)
        {
            for (var o = 0; o < outChannels; o++)
            {
                var firstChannel = o / (outChannels / groups) * perGroup;
                for (var p = 0; p < pixels; p++)
                {
                    double sum = bias?.Floats[o] ?? 0;
                    for (var t = 0; t < taps; t++)
                    {
                        if (Cell(p, t, windows, outputs, x.Shape, w.Shape) is var cell and >= 0)
                        {
                            for (var c = 0; c < perGroup; c++)
                            {
                                sum += (double)x.Floats[((((n * channels) + firstChannel + c) * cells) + cell)] * w.Floats[(((o * perGroup) + c) * taps) + t];
                            }
                        }
                    }

                    y[(((n * outChannels) + o) * pixels) + p] = (float)sum;
                }
            }
        }

        return [Tensor.Of(y, shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsNchw: true } x || lowerer.Constant(node, 1) is not { Rank: 4 } w)
        {
            return null;
        }

        var bias = lowerer.Constant(node, 2);
        if (bias is null && !lowerer.Omits(node, 2))
        {
            return null;
        }

        var groups = (int)node.Int("group", 1);
        Check(x.Shape.Channels, w.Shape[1], w.Shape[0], groups, bias);
        var windows = SpatialWindow.Read(node, w.Shape.AsSpan(2), [x.Shape.Height, x.Shape.Width]);
        var shape = new MapShape(windows[0].Outputs(x.Shape.Height), windows[1].Outputs(x.Shape.Width), w.Shape[0]);
        if (shape.Height == 0 || shape.Width == 0)
        {
            throw new ModelException($"a kernel of {w.Shape[2]}×{w.Shape[3]} does not fit into a map of {x.Shape}");
        }

        var layer = new ConvolutionLayer(ChannelsLast(w), bias?.Floats ?? new float[w.Shape[0]], windows[0], windows[1], groups, Activation.None);
        return [MapValue.Nchw(lowerer.Append(layer, shape, x.Node), shape)];
    }

    /// <summary>The linear index of the input cell that tap <paramref name="tap"/> of output <paramref name="pixel"/> reads, or −1 in the padding.</summary>
    internal static int Cell(int pixel, int tap, AxisWindow[] windows, int[] outputs, int[] inputShape, int[] kernelShape)
    {
        var cell = 0;
        var stride = 1;
        for (var axis = windows.Length - 1; axis >= 0; axis--)
        {
            var (window, length) = (windows[axis], inputShape[axis + 2]);
            var i = (pixel % outputs[axis] * window.Stride) - window.PadBefore + (tap % kernelShape[axis + 2] * window.Dilation);
            if (i < 0 || i >= length)
            {
                return -1;
            }

            cell += i * stride;
            stride *= length;
            pixel /= outputs[axis];
            tap /= kernelShape[axis + 2];
        }

        return cell;
    }

    private static float[] ChannelsLast(Tensor w)
    {
        var (o, c, taps) = (w.Shape[0], w.Shape[1], w.Shape[2] * w.Shape[3]);
        var result = new float[w.Count];
        for (var i = 0; i < o; i++)
        {
            for (var j = 0; j < c; j++)
            {
                for (var t = 0; t < taps; t++)
                {
                    result[(((i * taps) + t) * c) + j] = w.Floats[(((i * c) + j) * taps) + t];
                }
            }
        }

        return result;
    }

    private static void Check(int channels, int perGroup, int outChannels, int groups, Tensor? bias)
    {
        if (bias is not null && bias.Count != outChannels)
        {
            throw new ModelException($"{bias.Count} biases do not fit {outChannels} output channels");
        }

        if (groups < 1 || outChannels < 1 || (long)perGroup * groups != channels || outChannels % groups != 0)
        {
            throw new ModelException($"{groups} groups of {perGroup} input channels and {outChannels} output channels do not fit an input of {channels} channels");
        }
    }
}
