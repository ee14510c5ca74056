using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>Numbers of the standard normal distribution, many at once: Box and Muller 1958 over SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal static class NormalNumbers
{
    private const double Unit = 1.0 / (1UL << 53);

    /// <param name="seed">The same gives the same numbers.</param>
    public static double[] Of(int count, int seed)
    {
        var half = (count + 1) / 2;
        var values = new double[2 * half];
        var state = (ulong)seed * 0xD1342543DE82EF95;
        for (var i = 0; i < values.Length; i++)
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;

            // Never 0, of which there is no logarithm.
            values[i] = (((mixed ^ (mixed >> 31)) >> 11) * Unit) + (0.5 * Unit);
        }

        var radius = values.AsSpan(0, half);
        var angle = values.AsSpan(half);
        TensorPrimitives.Log(radius, radius);
        TensorPrimitives.Multiply(radius, -2, radius);
        TensorPrimitives.Sqrt(radius, radius);
        TensorPrimitives.Multiply(angle, 2 * Math.PI, angle);
        var sines = new double[half];
        TensorPrimitives.Sin(angle, sines);
        TensorPrimitives.Cos(angle, angle);
        TensorPrimitives.Multiply(angle, radius, angle);
        TensorPrimitives.Multiply(radius, sines, radius);
        return values;
    }
}
