using Krypton.Models.Lowering;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

// The operators that change a tensor's shape and keep its elements in order.

/// <summary>Reshape with 0 (keep) and −1 (infer).</summary>
internal sealed class Reshape : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        return [x.Reshape(Target(node, x.Shape, Required(inputs, 1, node).Integers))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) =>
        lowerer.Map(node, 0) is { } x && lowerer.Constant(node, 1) is { } target &&
        Relabeling.Reshape(lowerer, x, Target(node, x.OnnxShape, target.Integers)) is { } value
            ? [value]
            : null;

    private static int[] Target(OnnxNode node, int[] from, long[] wanted)
    {
        var allowZero = node.Int("allowzero", 0) != 0;
        var shape = wanted.Select((d, i) => d == 0 && !allowZero ? from[i] : checked((int)d)).ToArray();
        var infer = Array.IndexOf(shape, -1);
        var count = Shapes.Count(from);
        if (infer >= 0)
        {
            shape[infer] = 1;
            var known = Shapes.Count(shape);
            shape[infer] = known == 0 ? 0 : count / known;
        }

        return Shapes.Count(shape) == count
            ? shape
            : throw new ModelException($"shape {Shapes.Text(from)} cannot become [{string.Join(", ", wanted)}]");
    }
}

internal sealed class Flatten : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        return [x.Reshape(Target(node, x.Shape))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) =>
        lowerer.Map(node, 0) is { } x && Relabeling.Reshape(lowerer, x, Target(node, x.OnnxShape)) is { } value ? [value] : null;

    private static int[] Target(OnnxNode node, int[] from)
    {
        var axis = Shapes.Axis(node.Int("axis", 1), from.Length, inclusive: true);
        return [Shapes.Count(from.AsSpan(0, axis)), Shapes.Count(from.AsSpan(axis))];
    }
}

internal sealed class Squeeze : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        return [x.Reshape(Target(x.Shape, Axes(node, Optional(inputs, 1))))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) =>
        lowerer.Map(node, 0) is { } x && Axes(node, lowerer.Constant(node, 1)) is { } axes &&
        Relabeling.Reshape(lowerer, x, Target(x.OnnxShape, axes)) is { } value
            ? [value]
            : null;

    /// <summary>The axes: an attribute before opset 13, an input since.</summary>
    internal static long[]? Axes(OnnxNode node, Tensor? input) => input?.Integers ?? node.Ints("axes");

    private static int[] Target(int[] from, long[]? axes)
    {
        var drop = axes?.Select(a => Shapes.Axis(a, from.Length)).ToHashSet() ?? [.. Enumerable.Range(0, from.Length).Where(i => from[i] == 1)];
        return drop.All(i => from[i] == 1)
            ? [.. from.Where((_, i) => !drop.Contains(i))]
            : throw new ModelException($"an axis of {Shapes.Text(from)} that is squeezed is not of size 1");
    }
}

internal sealed class Unsqueeze : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        return [x.Reshape(Target(x.Shape, Squeeze.Axes(node, Optional(inputs, 1)) ?? throw new ModelException("it lacks axes")))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) =>
        lowerer.Map(node, 0) is { } x && Squeeze.Axes(node, lowerer.Constant(node, 1)) is { } axes &&
        Relabeling.Reshape(lowerer, x, Target(x.OnnxShape, axes)) is { } value
            ? [value]
            : null;

    private static int[] Target(int[] from, long[] axes)
    {
        var rank = from.Length + axes.Length;
        var added = axes.Select(a => Shapes.Axis(a, rank)).ToHashSet();
        var rest = new Queue<int>(from);
        return [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : rest.Dequeue())];
    }
}

/// <summary>Identity, and Dropout at inference.</summary>
internal sealed class Identity : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        return node.Outputs.Count > 1 ? [x, Tensor.OfBooleans([.. Enumerable.Repeat(1L, x.Count)], x.Shape)] : [x];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) => lowerer.Map(node, 0) is { } x ? [x] : null;
}
