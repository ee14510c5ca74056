using System.Runtime.Intrinsics;
using Krypton.Execution.Approximation;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Tests;

public class DrawnWindowsTests
{
    [Theory]
    [InlineData(7, 7)]
    [InlineData(20, 13)]
    [InlineData(5, 30)]
    public void Eight_maps_at_once_are_as_alike_as_one_by_one(int rows, int columns)
    {
        var random = new Random(rows);
        double[] map = [.. Enumerable.Range(0, rows * columns).Select(_ => 0.5 + (0.3 * random.NextDouble()))];
        var drawn = new Vector512<double>[map.Length];
        for (var i = 0; i < drawn.Length; i++)
        {
            for (var lane = 0; lane < Vector512<double>.Count; lane++)
            {
                drawn[i] = drawn[i].WithElement(lane, map[i] + (0.05 * lane * random.NextDouble()));
            }
        }

        foreach (var metric in Enum.GetValues<QualityMetric>())
        {
            var measure = new QualityMeasure(metric, 0.7);
            var own = measure.Windows(map, rows, columns);
            var sum = Vector512<double>.Zero;
            for (var channel = 0; channel < measure.Channels; channel++)
            {
                var view = measure.View(drawn, channel, new Vector512<double>[drawn.Length]);
                var ranges = Vector512<double>.Zero;
                for (var lane = 0; lane < Vector512<double>.Count; lane++)
                {
                    ranges = ranges.WithElement(lane, measure.Range(measure.View(One(drawn, lane), channel)));
                }

                var (c1, c2, _) = measure.Constants(ranges);
                sum += new DrawnWindows(own[channel]).Similarity(view, c1, c2);
            }

            for (var lane = 0; lane < Vector512<double>.Count; lane++)
            {
                Assert.Equal(measure.Of(One(drawn, lane), map, rows, columns), (sum / measure.Channels)[lane], 1e-9);
            }
        }
    }

    private static double[] One(Vector512<double>[] maps, int lane) => [.. maps.Select(m => m[lane])];
}
