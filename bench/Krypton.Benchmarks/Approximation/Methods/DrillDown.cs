namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>The original's adaptive drill-down (Nakandala et al. 2019, section 4.2): a coarse grid, then where the score falls.</summary>
internal sealed class DrillDown : IApproximation
{
    private static readonly double[] s_shares = [0, 0.05, 0.1, 0.2, 0.4];

    public string Name => "drill-down (original)";

    public IEnumerable<Approximated> Of(MeasuredCase measured) => new[] { 2, 3, 4, 6 }.SelectMany(step => s_shares.Select(share =>
    {
        var (map, evaluated) = Reconstruction.DrillDown(measured.Exact.Score, measured.Rows, measured.Columns, step, share);
        return new Approximated(FormattableString.Invariant($"every {step}, {share}"), evaluated, map);
    }));
}
