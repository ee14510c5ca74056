using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>Numbers of the standard normal distribution, many at once: Box and Muller 1958 over SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal static class NormalNumbers
{
    private const double Unit = 1.0 / (1UL << 53);

    private static readonly KeptArrays<(int Count, int Seed), double> s_drawn = new(1 << 21);

    /// <summary>At least that many numbers.</summary>
    /// <param name="seed">The same gives the same numbers.</param>
    public static ReadOnlySpan<double> Of(int count, int seed) => s_drawn.Of((count, seed), () => Draw(count, seed));

    private static double[] Draw(int count, int seed)
    {
        // Whole vectors at fixed places: what TensorPrimitives' logarithm gives depends on where an array happens to lie.
        var half = (((count + 1) / 2) + 3) / 4 * 4;
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

        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values.AsSpan());
        var pairs = vectors.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            var radius = Vector256.Sqrt(-2 * Vector256.Log(vectors[i]));
            var angle = 2 * Math.PI * vectors[pairs + i];
            vectors[i] = radius * Vector256.Cos(angle);
            vectors[pairs + i] = radius * Vector256.Sin(angle);
        }

        return values;
    }
}
