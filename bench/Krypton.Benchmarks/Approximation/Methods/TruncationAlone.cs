namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>The original's projective-field thresholding: boxes never grow past a share of their layers.</summary>
internal sealed class TruncationAlone : IApproximation
{
    public string Name => "truncation (original)";

    public IEnumerable<Approximated> Of(MeasuredCase measured) =>
        MeasuredCase.Shares.Select(share => (Share: share, Pass: measured.Truncated(share))).Select(t => new Approximated(FormattableString.Invariant($"{t.Share}"), measured.Cost(t.Pass), t.Pass.Score));
}
