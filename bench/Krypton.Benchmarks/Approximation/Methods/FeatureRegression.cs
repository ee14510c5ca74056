namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>
/// A cheap map made by regressing exact scores of a first sample on several features of a truncated pass (score, log-odds, how
/// much of each resolution's map differs and how much of that on the boxes' rims); the rest is sampled.
/// </summary>
internal sealed class FeatureRegression(double share, bool rims) : IApproximation
{
    private const double Learned = 0.06;
    private const double Ridge = 1e-3;

    private static readonly double[] s_targets = [0.7, 0.8, 0.9, 0.95];

    public string Name => FormattableString.Invariant($"regression on features of {share}{(rims ? " and rims" : "")}");

    public IEnumerable<Approximated> Of(MeasuredCase measured)
    {
        var pass = measured.Truncated(share);
        var features = pass.Values.Where(v => rims || !v.Key.StartsWith("rim", StringComparison.Ordinal))
            .Select(v => v.Key.StartsWith("norm", StringComparison.Ordinal) ? [.. v.Value.Select(n => Math.Log(n + 1e-6))] : v.Value).ToList();
        var random = new Random(1);
        var sample = Enumerable.Range(0, pass.Score.Length).OrderBy(_ => random.Next()).Take((int)(Learned * pass.Score.Length)).ToList();
        var cost = (pass.Seconds + pass.LookSeconds) / measured.Exact.Seconds;

        // The sampler evaluates a first sample of its own of about this size: it would learn from that one, so it is not paid twice.
        return s_targets.Select(target => Sampling.Run(measured, (Regressed(features, measured.Exact.Score, sample), cost), target, begin: true));
    }

    private static double[] Regressed(List<double[]> features, double[] exact, List<int> sample)
    {
        List<double[]> columns = [.. features.Select(f => Standardized(f, sample)).Where(f => f.Length > 0), [.. exact.Select(_ => 1.0)]];
        var size = columns.Count;
        var matrix = new double[size, size + 1];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[i, j] = sample.Sum(s => columns[i][s] * columns[j][s]) + (i == j ? Ridge * sample.Count : 0);
            }

            matrix[i, size] = sample.Sum(s => columns[i][s] * exact[s]);
        }

        var weights = Solve(matrix, size);
        return [.. exact.Select((_, cell) => columns.Select((c, i) => weights[i] * c[cell]).Sum())];
    }

    private static double[] Standardized(double[] feature, List<int> sample)
    {
        var mean = sample.Average(s => feature[s]);
        var deviation = Math.Sqrt(sample.Average(s => (feature[s] - mean) * (feature[s] - mean)));
        return deviation > 0 ? [.. feature.Select(f => (f - mean) / deviation)] : [];
    }

    /// <summary>Gauss and Jordan; the ridge keeps pivots positive.</summary>
    private static double[] Solve(double[,] matrix, int size)
    {
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = 0; row < size; row++)
            {
                var factor = row == pivot ? 0 : matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column <= size && factor != 0; column++)
                {
                    matrix[row, column] -= factor * matrix[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, size).Select(i => matrix[i, size] / matrix[i, i])];
    }
}
