using Krypton.Execution.Approximation;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>Three fidelities: strong truncation of all positions, weak truncation of some, which makes a better cheap map, and the difference to exact sampled.</summary>
internal sealed class Telescope : IApproximation
{
    private static readonly double[] s_middle = [0.05, 0.1, 0.2];
    private static readonly double[] s_targets = [0.8, 0.9, 0.95];

    public string Name => "telescope 0.25, 0.5, exact";

    public IEnumerable<Approximated> Of(MeasuredCase measured) => s_middle.SelectMany(share =>
    {
        var (strong, weak) = (measured.Truncated(0.25), measured.Truncated(0.5));
        var map = new AdaptiveMap(measured.Rows, measured.Columns, measured.Periods, new QualityMeasure(QualityMetric.Ssim, measured.BaseScore), seed: 1, Environment.ProcessorCount);
        map.Resemble(strong.Score);
        foreach (var cell in map.Pilot((int)(share * weak.Score.Length)))
        {
            map.Add(cell, weak.Score[cell]);
        }

        map.Update();
        var cost = measured.Cost(strong) + (measured.Cost(weak) * map.Evaluated / weak.Score.Length);
        return s_targets.Select(target => Sampling.Run(measured, (map.Map, cost), target, begin: true) is var run
            ? run with { Setting = FormattableString.Invariant($"{share} at 0.5, {target}") } : run);
    });
}
