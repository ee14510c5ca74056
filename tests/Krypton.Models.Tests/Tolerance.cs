using Krypton.Models.Tensors;

namespace Krypton.Models.Tests;

/// <summary>How far apart two results may be: |a − b| ≤ absolute + relative · |b|.</summary>
internal readonly record struct Tolerance(float Relative, float Absolute)
{
    /// <summary>What ONNX's own runner takes for its cases: the scalar definitions sum in double, so nothing looser is needed.</summary>
    public static Tolerance Definition { get; } = new(1e-3f, 1e-7f);

    /// <summary>Kernels sum in float and in another order: where terms of size 1 cancel, about ten roundings of 1e-7 each stay.</summary>
    public static Tolerance Kernel { get; } = new(1e-3f, 1e-5f);

    /// <summary>What is wrong with the result, or null.</summary>
    public string? Difference(Tensor actual, Tensor expected)
    {
        if (!actual.Shape.SequenceEqual(expected.Shape) || actual.IsFloat != expected.IsFloat)
        {
            return $"{Describe(actual)} instead of {Describe(expected)}";
        }

        for (var i = 0; i < expected.Count; i++)
        {
            var (a, b) = expected.IsFloat ? (actual.Floats[i], expected.Floats[i]) : (actual.Integers[i], expected.Integers[i]);
            var close = a == b || (float.IsNaN(a) && float.IsNaN(b)) || Math.Abs(a - b) <= Absolute + (Relative * Math.Abs(b));
            if (!close)
            {
                return $"{a} instead of {b} at {i} of {Describe(expected)}";
            }
        }

        return null;
    }

    private static string Describe(Tensor tensor) => $"{(tensor.IsFloat ? "float" : "integer")} {Shapes.Text(tensor.Shape)}";
}
