using Krypton.Execution.Approximation;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Tests;

public class AdaptiveSamplerTests
{
    private const int Side = 40;

    public static TheoryData<string> Maps => ["smooth", "rough", "spots", "flat", "constant", "periodic"];

    /// <summary>A map of a kind, the same every time.</summary>
    private static double[] Map(string kind)
    {
        var random = new Random(kind.Length);
        return [.. Enumerable.Range(0, Side * Side).Select(i =>
        {
            var (y, x) = (i / Side, i % Side);
            var wave = 0.1 * (Math.Sin(0.25 * y) + Math.Cos((0.2 * x) + (0.1 * y)));
            var spot = 0.6 * Math.Exp(-(((y - 12) * (y - 12)) + ((x - 25) * (x - 25))) / 20.0);
            return kind switch
            {
                "smooth" => 0.6 + wave,
                "rough" => 0.6 + wave + (0.1 * random.NextDouble()),
                "spots" => 0.9 - spot - (0.02 * random.NextDouble()),
                "flat" => 0.99 - (0.01 * random.NextDouble()),
                "periodic" => 0.6 + wave + (0.05 * ((y % 4) + (x % 4))),
                _ => 0.5,
            };
        })];
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void The_quality_asked_for_is_reached(string kind)
    {
        // An estimate can be wrong: most maps are as good as asked, and none is far from it.
        var met = 0;
        foreach (var target in (double[])[0.8, 0.9, 0.97])
        {
            foreach (var metric in Enum.GetValues<QualityMetric>())
            {
                var scores = new Given(Map(kind), null);
                var outcome = Run(scores, target, metric);
                var measure = new QualityMeasure(metric, 0.8);
                var quality = measure.Of(scores.Map, outcome.Maps[0].Map, Side, Side);
                Assert.InRange(quality, target - 0.03, 1);
                met += quality >= target ? 1 : 0;
                Assert.Equal(scores.Asked.Count, outcome.Maps[0].Evaluated);
            }
        }

        Assert.InRange(met, 5, 6);
    }

    [Fact]
    public void A_smooth_map_needs_few_positions_and_noise_needs_all()
    {
        Assert.InRange(Run(new Given(Map("smooth"), null), 0.9).Maps[0].Evaluated, 40, Side * Side / 4);
        Assert.Equal(Side * Side, Run(new Given(Map("flat"), null), 0.97).Maps[0].Evaluated);
    }

    [Fact]
    public void A_cheap_map_that_resembles_the_exact_one_saves_positions_of_a_rough_one()
    {
        var map = Map("rough");
        var random = new Random(2);
        double[] cheap = [.. map.Select(v => (0.8 * v) + 0.1 + (0.01 * random.NextDouble()))];

        // When the sampler turns to the cheap map depends on its first sample: the median of several.
        var used = 0;
        var evaluated = Enumerable.Range(1, 5).Select(seed =>
        {
            var outcome = Run(new Given(map, cheap), 0.9, seed: seed);
            used += outcome.UsedCheap ? 1 : 0;
            Assert.InRange(new QualityMeasure(QualityMetric.Ssim, 0.8).Of(map, outcome.Maps[0].Map, Side, Side), 0.9, 1);
            return outcome.Maps[0].Evaluated;
        }).Order().ToList();
        Assert.InRange(used, 4, 5);
        Assert.InRange(evaluated[2], 40, Run(new Given(map, null), 0.9).Maps[0].Evaluated / 3);
    }

    [Fact]
    public void A_target_that_takes_nearly_every_cell_is_not_paid_for_twice()
    {
        var map = Map("rough");
        var outcome = Run(new Given(map, [.. map.Select(v => 0.9 * v)]), 0.99);
        Assert.False(outcome.UsedCheap);
        Assert.Equal(map, outcome.Maps[0].Map);
    }

    [Fact]
    public void A_cheap_map_that_misleads_does_not_spoil_the_quality()
    {
        var map = Map("rough");
        var random = new Random(2);
        var misleading = new Given(map, [.. map.Select(_ => random.NextDouble())]);
        var outcome = Run(misleading, 0.9);
        Assert.InRange(new QualityMeasure(QualityMetric.Ssim, 0.8).Of(map, outcome.Maps[0].Map, Side, Side), 0.9, 1);
    }

    [Fact]
    public void Evaluated_positions_keep_their_scores_and_none_is_asked_for_twice()
    {
        var scores = new Given(Map("spots"), null);
        var map = Run(scores, 0.9).Maps[0].Map;
        Assert.Equal(scores.Asked.Count, scores.Asked.Distinct().Count());
        Assert.All(scores.Asked, cell => Assert.Equal(scores.Map[cell], map[cell]));
    }

    [Fact]
    public void It_does_the_same_every_time()
    {
        var (first, second) = (new Given(Map("spots"), null), new Given(Map("spots"), null));
        Assert.Equal(Run(first, 0.9).Maps[0].Map, Run(second, 0.9).Maps[0].Map);
        Assert.Equal(first.Asked, second.Asked);
    }

    [Fact]
    public void Where_positions_cost_next_to_nothing_guessing_gives_way_to_evaluating_all()
    {
        var scores = new Given(Map("spots"), null);
        var options = new SamplingOptions(0.97, 0.009, [2, 4], false, 2, CellSeconds: 1e-9);
        var outcome = new AdaptiveSampler(Side, Side, [new QualityMeasure(QualityMetric.Ssim, 0.8)], options).Run(scores);
        Assert.Equal(Side * Side, outcome.Maps[0].Evaluated);
        Assert.InRange(Run(new Given(Map("spots"), null), 0.9).Maps[0].Evaluated, 40, (Side * Side) - 1);
    }

    [Fact]
    public void When_time_is_up_it_ends_with_what_it_has()
    {
        var scores = new Given(Map("rough"), null) { Most = 200 };
        var outcome = Run(scores, 1);
        Assert.InRange(outcome.Maps[0].Evaluated, 60, 260);
        Assert.InRange(outcome.Estimate.Quality, 0, 0.99);
    }

    private static SamplingOutcome Run(Given scores, double target, QualityMetric metric = QualityMetric.Ssim, int seed = 1) =>
        new AdaptiveSampler(Side, Side, [new QualityMeasure(metric, 0.8)], new SamplingOptions(target, 0.3 * (1 - target), [2, 4], false, 2, seed)).Run(scores);

    private sealed class Given(double[] map, double[]? cheap) : ISampledScores
    {
        public double[] Map => map;

        public List<int> Asked { get; } = [];

        public int Most { get; init; } = int.MaxValue;

        public double CheapCost => cheap is null ? double.PositiveInfinity : 0.3;

        public int Affordable => Most == int.MaxValue ? Most : Math.Max(0, Most - Asked.Count);

        public double[][] Exact(IReadOnlyList<int> cells)
        {
            Asked.AddRange(cells);
            return [[.. cells.Select(c => map[c])]];
        }

        public double[][] Cheap() => [cheap!];

        public void Report(IReadOnlyList<AdaptiveMap> maps, int expected)
        {
            Assert.InRange(maps[0].Estimate.Quality, -1, 1);
            Assert.InRange(expected, maps[0].Evaluated, map.Length);
        }
    }
}
