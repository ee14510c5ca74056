namespace Krypton.Models.Network;

/// <summary>Which part of a layer's output can change when a part of its inputs changes: the algebra of incremental inference.</summary>
/// <remarks>Rectangles are products of an interval of rows and one of columns, and every layer moves the two axes independently.</remarks>
public static class Rectangles
{
    /// <summary>The rows (or, with <paramref name="columns"/>, the columns) of the node's output that can change.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">The changed interval of each input along the same axis.</param>
    /// <param name="inputShapes">The shape of each input.</param>
    public static Interval Changed(NetworkNode node, ReadOnlySpan<Interval> inputs, ReadOnlySpan<MapShape> inputShapes, bool columns)
    {
        var outputs = Length(node.Shape, columns);
        switch (node.Layer)
        {
            case InputLayer or ConstantLayer:
                return Interval.Empty;
            case ConvolutionLayer c:
                var convolved = (columns ? c.Columns : c.Rows).Changed(Hull(inputs[..c.Parts]), outputs);
                return inputs.Length > c.Parts ? convolved.Hull(inputs[c.Parts]) : convolved;
            case PoolLayer p:
                return (columns ? p.Columns : p.Rows).Changed(inputs[0], outputs);
            case PadLayer p:
                var shift = columns ? p.Left : p.Top;
                return inputs[0].IsEmpty ? Interval.Empty : new Interval(inputs[0].Start + shift, inputs[0].End + shift).Clip(outputs);
            case FlattenLayer:
                return inputs[0].IsEmpty ? Interval.Empty : new Interval(0, 1);
            case BinaryLayer or ConcatLayer:
                var hull = Interval.Empty;
                for (var i = 0; i < inputs.Length; i++)
                {
                    // A changed cell that is broadcast changes everything along its axis.
                    var broadcast = !inputs[i].IsEmpty && Length(inputShapes[i], columns) < outputs;
                    hull = hull.Hull(broadcast ? new Interval(0, outputs) : inputs[i]);
                }

                return hull;
            case ActivationLayer or PReluLayer or AffineLayer or ChannelGatherLayer or ResponseNormalizationLayer or SoftmaxLayer:
                return inputs[0];
            default:
                throw new InvalidOperationException($"no rectangle algebra for {node.Layer.GetType().Name}");
        }
    }

    private static Interval Hull(ReadOnlySpan<Interval> intervals)
    {
        var hull = Interval.Empty;
        foreach (var interval in intervals)
        {
            hull = hull.Hull(interval);
        }

        return hull;
    }

    private static int Length(MapShape shape, bool columns) => columns ? shape.Width : shape.Height;
}
