namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>Boxes that follow where the overlay really differs from the base (<see cref="ValueShrinking"/>).</summary>
internal sealed class ValueAwareTruncation : IApproximation
{
    public string Name => "value-aware truncation";

    public IEnumerable<Approximated> Of(MeasuredCase measured) =>
        MeasuredCase.Thresholds.Select(threshold => (Threshold: threshold, Pass: measured.Valued(threshold))).Select(t => new Approximated(FormattableString.Invariant($"{t.Threshold}"), measured.Cost(t.Pass), t.Pass.Score));
}
