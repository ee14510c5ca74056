namespace Krypton.Execution.Approximation;

/// <summary>Chooses the kernel of a map's process: the one under which the known cells tell most of each other.</summary>
/// <param name="periods">Cells from a position to the next of its phase, for each total stride of the network worth trying.</param>
internal sealed class KernelChoice(int rows, int columns, int[] periods, Random random, int threads)
{
    /// <summary>Cells that the kernel is chosen by, at most.</summary>
    private const int Fitted = 256;

    private readonly Dictionary<FieldKernel, Fit> _fits = [];

    /// <summary>A kernel with its logarithmic likelihood of leaving each cell out, the scale, and the squares of the cells' errors against what was expected.</summary>
    public sealed record Fit(FieldKernel Kernel, double Value, double Sigma, IReadOnlyList<(int Cell, double Error)> Errors);

    /// <summary>What a kernel may be changed to, one property after the other.</summary>
    private Func<FieldKernel, IEnumerable<FieldKernel>>[] Alternatives =>
    [
        kernel => ((double[])[1.5, 3, 6, 12]).Select(length => kernel with { Length = length }),
        kernel => periods.Select(period => kernel with { Period = period, PhaseWeight = 0.3 }).Append(kernel with { PhaseWeight = 0, Period = 1 }),
        kernel => ((double[])[0.0003, 0.003, 0.01, 0.03, 0.1]).Select(nugget => kernel with { Nugget = nugget }),
    ];

    /// <param name="cells">The known cells' indices; each once.</param>
    /// <param name="values">What they hold, less the trend.</param>
    /// <param name="first">The kernel to begin with.</param>
    public Fit Choose(int[] cells, double[] values, FieldKernel first)
    {
        if (cells.Length > Fitted)
        {
            var picked = Enumerable.Range(0, cells.Length).OrderBy(_ => random.Next()).Take(Fitted).ToArray();
            (cells, values) = ([.. picked.Select(i => cells[i])], [.. picked.Select(i => values[i])]);
        }

        _fits.Clear();
        var best = Of(cells, values, first);
        for (var round = 0; round < 2; round++)
        {
            var before = best;
            foreach (var alternatives in Alternatives)
            {
                FieldKernel[] kernels = [.. alternatives(best.Kernel)];
                FieldKernel[] unknown = [.. kernels.Where(k => !_fits.ContainsKey(k))];
                var found = new Fit[unknown.Length];
                Parallel.For(0, unknown.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => found[i] = Of(cells, values, unknown[i]));
                foreach (var fit in found)
                {
                    _fits[fit.Kernel] = fit;
                }

                best = kernels.Select(k => _fits[k]).Prepend(best).MaxBy(f => f.Value)!;
            }

            if (best == before)
            {
                break;
            }
        }

        return best;
    }

    private Fit Of(int[] cells, double[] values, FieldKernel kernel)
    {
        var left = SampleFields.Of(rows, columns, cells, kernel).LeaveOneOut(values);
        var sigma2 = Math.Max(left.Average(l => l.Error * l.Error / l.Variance), 1e-300);
        var value = left.Sum(l => -0.5 * Math.Log(l.Variance * sigma2));
        return new Fit(kernel, value, Math.Sqrt(sigma2), [.. left.Select((l, i) => (cells[i], l.Error * l.Error / (l.Variance * sigma2)))]);
    }
}
