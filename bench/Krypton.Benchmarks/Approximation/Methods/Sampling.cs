using Krypton.Execution.Approximation;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>The engine's sampler at several targets, over a cheaper map or none.</summary>
/// <param name="name">For people.</param>
/// <param name="cheap">Its map and cost, null where the model has none; no function for sampling alone.</param>
/// <param name="begin">Use the cheap map whatever the first sample says.</param>
internal sealed class Sampling(string name, Func<MeasuredCase, (double[] Map, double Cost)?>? cheap, bool begin = true) : IApproximation
{
    private static readonly double[] s_targets = [0.6, 0.7, 0.8, 0.9, 0.95];

    public string Name => name;

    public IEnumerable<Approximated> Of(MeasuredCase measured)
    {
        var given = cheap?.Invoke(measured);
        return cheap is not null && given is null ? [] : s_targets.Select(target => Run(measured, given, target, begin));
    }

    public static Approximated Run(MeasuredCase measured, (double[] Map, double Cost)? cheap, double target, bool begin)
    {
        var options = new SamplingOptions(target, SamplingChoice.Margin(QualityMetric.Ssim) * (1 - target), measured.Periods, begin && cheap is not null, Environment.ProcessorCount);
        var outcome = new AdaptiveSampler(measured.Rows, measured.Columns, [new QualityMeasure(QualityMetric.Ssim, measured.BaseScore)], options)
            .Run(new KnownScores(measured.Exact.Score, cheap?.Map, cheap?.Cost ?? double.PositiveInfinity));
        var cost = (outcome.Maps[0].Evaluated / (double)measured.Exact.Score.Length) + (outcome.UsedCheap ? cheap!.Value.Cost : 0);
        return new Approximated(FormattableString.Invariant($"{target}"), cost, outcome.Maps[0].Map);
    }
}
