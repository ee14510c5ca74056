using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>The mean over axes; over rows and columns it is global average pooling.</summary>
internal sealed class ReduceMean : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var axes = Axes(node, x.Rank, Optional(inputs, 1));
        int[] kept = [.. x.Shape.Select((d, i) => axes.Contains(i) ? 1 : d)];
        var strides = Shapes.BroadcastStrides(kept, x.Shape);
        var sums = new double[Shapes.Count(kept)];
        for (var i = 0; i < x.Count; i++)
        {
            sums[Shapes.Offset(i, x.Shape, strides)] += x.Floats[i];
        }

        var mean = Tensor.Of([.. sums.Select(s => (float)(s * sums.Length / x.Count))], kept);
        return [KeepsDims(node) ? mean : mean.Reshape([.. kept.Where((_, i) => !axes.Contains(i))])];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsWhole: true } x || (lowerer.Constant(node, 1) is null && !lowerer.Omits(node, 1)))
        {
            return null;
        }

        var axes = Axes(node, x.Dims.Count, lowerer.Constant(node, 1));
        var spatial = x.Dims.Where((d, i) => axes.Contains(i) && d.Axis != Axis.One).Select(d => d.Axis).ToHashSet();
        if (spatial.Contains(Axis.Batch) || spatial.Contains(Axis.Channel))
        {
            return null;
        }

        var (rows, columns) = (spatial.Contains(Axis.Height) ? x.Shape.Height : 1, spatial.Contains(Axis.Width) ? x.Shape.Width : 1);
        var shape = new MapShape(x.Shape.Height / rows, x.Shape.Width / columns, x.Shape.Channels);
        var layer = new PoolLayer(PoolKind.Average, new AxisWindow(rows, rows), new AxisWindow(columns, columns), CountPadding: false);
        var dims = x.Dims.Select((d, i) => axes.Contains(i) ? new Dim(Axis.One, 1) : d).Where((_, i) => KeepsDims(node) || !axes.Contains(i));
        return [new MapValue(lowerer.Append(layer, shape, x.Node), shape, [.. dims])];
    }

    private static bool KeepsDims(OnnxNode node) => node.Int("keepdims", 1) != 0;

    private static HashSet<int> Axes(OnnxNode node, int rank, Tensor? input)
    {
        var axes = Squeeze.Axes(node, input);
        return axes is null or { Length: 0 } ? [.. Enumerable.Range(0, rank)] : [.. axes.Select(a => Shapes.Axis(a, rank))];
    }
}
