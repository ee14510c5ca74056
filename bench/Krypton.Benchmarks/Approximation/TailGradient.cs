using System.Numerics.Tensors;
using Krypton.Execution.Incremental;
using Krypton.Models.Network;

namespace Krypton.Benchmarks.Approximation;

/// <summary>How a class's log-odds change with every value of the last layers, at the base activations: one pass backwards.</summary>
internal sealed unsafe class TailGradient
{
    private readonly NetworkGraph _network;
    private readonly BaseActivations _bases;
    private readonly float[]?[] _gradients;

    /// <param name="ofLogits">The gradient at the output node.</param>
    /// <param name="first">The earliest node wanted.</param>
    /// <exception cref="NotSupportedException">A layer that has no way back here.</exception>
    public TailGradient(NetworkGraph network, BaseActivations bases, float[] ofLogits, int first)
    {
        (_network, _bases, _gradients) = (network, bases, new float[]?[network.Nodes.Count]);
        ofLogits.CopyTo(At(network.Outputs[0]), 0);
        for (var node = network.Outputs[0]; node > first; node--)
        {
            if (_gradients[node] is { } gradient)
            {
                // A copy: the activation's slope must not reach what At gives.
                Back(network.Nodes[node], [.. gradient]);
            }
        }
    }

    /// <summary>The gradient at a node, laid out as its map.</summary>
    public float[] At(int node) => _gradients[node] ??= new float[_network.Nodes[node].Shape.Pixels * _network.Nodes[node].Shape.Stride];

    private void Back(NetworkNode node, float[] gradient)
    {
        switch (node.Layer)
        {
            case ConvolutionLayer c:
                Slope(node, c.Activation, gradient);
                Convolution(node, c, gradient);
                if (node.Inputs.Count > c.Parts)
                {
                    TensorPrimitives.Add(At(node.Inputs[c.Parts]), gradient, At(node.Inputs[c.Parts]));
                }

                break;
            case PoolLayer { Kind: PoolKind.Average } p:
                Slope(node, p.Activation, gradient);
                Average(node, p, gradient);
                break;
            case PoolLayer p:
                Slope(node, p.Activation, gradient);
                Maximum(node, p, gradient);
                break;
            case BinaryLayer { Kind: BinaryKind.Add } b when node.Inputs.All(i => _network.Nodes[i].Shape == node.Shape):
                Slope(node, b.Activation, gradient);
                foreach (var input in node.Inputs)
                {
                    TensorPrimitives.Add(At(input), gradient, At(input));
                }

                break;
            case ActivationLayer a:
                Slope(node, a.Activation, gradient);
                TensorPrimitives.Add(At(node.Inputs[0]), gradient, At(node.Inputs[0]));
                break;
            case ConcatLayer:
                Concat(node, gradient);
                break;
            case FlattenLayer when _network.Nodes[node.Inputs[0]].Shape.Pixels == 1:
                TensorPrimitives.Add(At(node.Inputs[0]), gradient, At(node.Inputs[0]));
                break;
            default:
                throw new NotSupportedException($"no way back through {node.Layer.GetType().Name} {node.Name}");
        }
    }

    /// <summary>Times the activation's slope, read off what it gave.</summary>
    private void Slope(NetworkNode node, Activation activation, float[] gradient)
    {
        var output = new ReadOnlySpan<float>(_bases.Map(node.Id), gradient.Length);
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= activation.Kind switch
            {
                ActivationKind.None => 1,
                ActivationKind.Relu => output[i] > 0 ? 1 : 0,
                ActivationKind.Clip => output[i] > activation.Alpha && output[i] < activation.Beta ? 1 : 0,
                _ => throw new NotSupportedException($"the slope of {activation.Kind} is not known from its value"),
            };
        }
    }

    private void Convolution(NetworkNode node, ConvolutionLayer c, float[] gradient)
    {
        if (c.Input is not null)
        {
            throw new NotSupportedException("a convolution that prepares its input");
        }

        var parts = node.Inputs.Take(c.Parts).Select(i => (Gradient: At(i), _network.Nodes[i].Shape)).ToList();
        var perGroup = parts.Sum(p => p.Shape.Channels) / c.Groups;
        var taps = c.Rows.Kernel * c.Columns.Kernel;
        var perOutput = c.Bias.Length / c.Groups;
        for (var pixel = 0; pixel < node.Shape.Pixels; pixel++)
        {
            var (y, x) = (pixel / node.Shape.Width, pixel % node.Shape.Width);
            for (var o = 0; o < c.Bias.Length; o++)
            {
                var slope = gradient[(pixel * node.Shape.Stride) + o];
                for (var t = 0; t < taps && slope != 0; t++)
                {
                    var iy = (y * c.Rows.Stride) - c.Rows.PadBefore + (t / c.Columns.Kernel * c.Rows.Dilation);
                    var ix = (x * c.Columns.Stride) - c.Columns.PadBefore + (t % c.Columns.Kernel * c.Columns.Dilation);
                    var weights = c.Weights.AsSpan(((o * taps) + t) * perGroup, perGroup);
                    foreach (var (to, shape) in parts)
                    {
                        if ((uint)iy < (uint)shape.Height && (uint)ix < (uint)shape.Width)
                        {
                            // Groups are of one part.
                            var channels = Math.Min(perGroup, shape.Channels);
                            var into = to.AsSpan((((iy * shape.Width) + ix) * shape.Stride) + (o / perOutput * perGroup), channels);
                            TensorPrimitives.MultiplyAdd(weights[..channels], slope, into, into);
                            weights = weights[channels..];
                        }
                    }
                }
            }
        }
    }

    private void Average(NetworkNode node, PoolLayer p, float[] gradient)
    {
        var (to, shape) = (At(node.Inputs[0]), _network.Nodes[node.Inputs[0]].Shape);
        if (p.Rows.PadBefore + p.Rows.PadAfter + p.Columns.PadBefore + p.Columns.PadAfter > 0)
        {
            throw new NotSupportedException("an average over padding");
        }

        for (var pixel = 0; pixel < node.Shape.Pixels; pixel++)
        {
            for (var t = 0; t < p.Rows.Kernel * p.Columns.Kernel; t++)
            {
                var iy = (pixel / node.Shape.Width * p.Rows.Stride) + (t / p.Columns.Kernel);
                var ix = (pixel % node.Shape.Width * p.Columns.Stride) + (t % p.Columns.Kernel);
                var into = to.AsSpan(((iy * shape.Width) + ix) * shape.Stride, shape.Stride);
                TensorPrimitives.MultiplyAdd(gradient.AsSpan(pixel * shape.Stride, shape.Stride), 1f / (p.Rows.Kernel * p.Columns.Kernel), into, into);
            }
        }
    }

    /// <summary>What a maximum gives follows the largest value alone.</summary>
    private void Maximum(NetworkNode node, PoolLayer p, float[] gradient)
    {
        var (to, shape) = (At(node.Inputs[0]), _network.Nodes[node.Inputs[0]].Shape);
        var from = _bases.Map(node.Inputs[0]);
        for (var i = 0; i < gradient.Length; i++)
        {
            var (y, x, c) = (i / node.Shape.Stride / node.Shape.Width, i / node.Shape.Stride % node.Shape.Width, i % node.Shape.Stride);
            var largest = -1;
            for (var t = 0; t < p.Rows.Kernel * p.Columns.Kernel; t++)
            {
                var iy = (y * p.Rows.Stride) - p.Rows.PadBefore + (t / p.Columns.Kernel * p.Rows.Dilation);
                var ix = (x * p.Columns.Stride) - p.Columns.PadBefore + (t % p.Columns.Kernel * p.Columns.Dilation);
                var at = (((iy * shape.Width) + ix) * shape.Stride) + c;
                if ((uint)iy < (uint)shape.Height && (uint)ix < (uint)shape.Width && (largest < 0 || from[at] > from[largest]))
                {
                    largest = at;
                }
            }

            to[largest] += gradient[i];
        }
    }

    private void Concat(NetworkNode node, float[] gradient)
    {
        var before = 0;
        foreach (var input in node.Inputs)
        {
            var shape = _network.Nodes[input].Shape;
            for (var pixel = 0; pixel < shape.Pixels; pixel++)
            {
                var into = At(input).AsSpan(pixel * shape.Stride, shape.Channels);
                TensorPrimitives.Add(into, gradient.AsSpan((pixel * node.Shape.Stride) + before, shape.Channels), into);
            }

            before += shape.Channels;
        }
    }
}
