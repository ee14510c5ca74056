using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>Weighted sums of rows that hold eight numbers a cell, one in each lane.</summary>
internal static class LaneSums
{
    /// <summary>The sum of the rows, each times its weight.</summary>
    /// <param name="rows">As many rows as there are weights, each as long as <paramref name="sum"/>.</param>
    public static void Combine(ReadOnlySpan<double> weights, ReadOnlySpan<Vector512<double>> rows, Span<Vector512<double>> sum)
    {
        // Four cells at a time stay in registers, instead of one row after the other going through memory.
        var column = 0;
        for (; column + 4 <= sum.Length; column += 4)
        {
            var (a, b, c, d) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
            for (var k = 0; k < weights.Length; k++)
            {
                var weight = Vector512.Create(weights[k]);
                var four = rows.Slice((k * sum.Length) + column, 4);
                a = Vector512.MultiplyAddEstimate(weight, four[0], a);
                b = Vector512.MultiplyAddEstimate(weight, four[1], b);
                c = Vector512.MultiplyAddEstimate(weight, four[2], c);
                d = Vector512.MultiplyAddEstimate(weight, four[3], d);
            }

            (sum[column], sum[column + 1], sum[column + 2], sum[column + 3]) = (a, b, c, d);
        }

        for (; column < sum.Length; column++)
        {
            var total = Vector512<double>.Zero;
            for (var k = 0; k < weights.Length; k++)
            {
                total = Vector512.MultiplyAddEstimate(Vector512.Create(weights[k]), rows[(k * sum.Length) + column], total);
            }

            sum[column] = total;
        }
    }

    /// <summary>The sum of products of two runs.</summary>
    public static Vector512<double> Dot(ReadOnlySpan<double> weights, ReadOnlySpan<Vector512<double>> values)
    {
        // Four sums, so that a product does not wait for the one before it.
        var (a, b, c, d) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        values = values[..weights.Length];
        var i = 0;
        for (; i + 4 <= weights.Length; i += 4)
        {
            var w = weights.Slice(i, 4);
            var v = values.Slice(i, 4);
            a = Vector512.MultiplyAddEstimate(v[0], Vector512.Create(w[0]), a);
            b = Vector512.MultiplyAddEstimate(v[1], Vector512.Create(w[1]), b);
            c = Vector512.MultiplyAddEstimate(v[2], Vector512.Create(w[2]), c);
            d = Vector512.MultiplyAddEstimate(v[3], Vector512.Create(w[3]), d);
        }

        for (; i < weights.Length; i++)
        {
            a = Vector512.MultiplyAddEstimate(values[i], Vector512.Create(weights[i]), a);
        }

        return a + b + (c + d);
    }
}
