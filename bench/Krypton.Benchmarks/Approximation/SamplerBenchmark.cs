using System.Globalization;
using Krypton.Execution.Approximation;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>The sampler on maps that are known already: whether it keeps its word, what it evaluates, and what its own work takes.</summary>
internal sealed class SamplerBenchmark(Arguments arguments)
{
    private sealed record Row(string Model, QualityMetric Metric, double Quality, double Estimate, double Cost, double Milliseconds);

    public static int Run(Arguments arguments)
    {
        new SamplerBenchmark(arguments).Run();
        return 0;
    }

    private void Run()
    {
        var target = double.Parse(arguments.Text("target", "0.9"), CultureInfo.InvariantCulture);
        var rows = new List<Row>();
        foreach (var one in ApproximationCase.Of(arguments))
        {
            var measured = MeasuredCase.Of(one);
            var cheap = measured.Truncated(0.35);
            foreach (var metric in Enum.GetValues<QualityMetric>())
            {
                var measure = new QualityMeasure(metric, measured.BaseScore);
                for (var seed = 1; seed <= arguments.Number("seeds", 4); seed++)
                {
                    var options = new SamplingOptions(target, SamplingChoice.Margin(metric) * (1 - target), measured.Periods, BeginCheap: false, Environment.ProcessorCount, seed, measured.Exact.Seconds / Environment.ProcessorCount / measured.Exact.Score.Length);
                    SamplingOutcome outcome = null!;
                    var milliseconds = Enumerable.Range(0, arguments.Number("repeats", 3)).Min(_ =>
                    {
                        // Processor time: the wall clock tells little on a machine that others use too.
                        var before = Environment.CpuUsage.TotalTime;
                        outcome = new AdaptiveSampler(measured.Rows, measured.Columns, [measure], options).Run(new KnownScores(measured.Exact.Score, cheap.Score, measured.Cost(cheap)));
                        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                    });
                    var quality = measure.Of(measured.Exact.Score, outcome.Maps[0].Map, measured.Rows, measured.Columns);
                    var cost = (outcome.Maps[0].Evaluated / (double)measured.Exact.Score.Length) + (outcome.UsedCheap ? measured.Cost(cheap) : 0);
                    rows.Add(new Row(measured.Model, metric, quality, outcome.Estimate.Quality, cost, milliseconds));
                }
            }
        }

        Console.WriteLine($"{Measured.Machine()}; APPROX {target}; {DateTime.UtcNow:yyyy-MM-dd}");
        foreach (var metric in rows.GroupBy(r => r.Metric))
        {
            Print(metric.Key.ToString(), [.. metric], target);
            foreach (var model in metric.GroupBy(r => r.Model))
            {
                Print($"  {model.Key}", [.. model], target);
            }
        }
    }

    private static void Print(string name, List<Row> rows, double target) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-28} met {rows.Count(r => r.Quality >= target),4} of {rows.Count,4}, least {rows.Min(r => r.Quality):0.000}, mean {rows.Average(r => r.Quality):0.000}; estimate within 0.03 on {rows.Count(r => Math.Abs(r.Estimate - r.Quality) <= 0.03),4}, off by {rows.Average(r => Math.Abs(r.Estimate - r.Quality)):0.000}, too high by {rows.Average(r => r.Estimate - r.Quality):0.000}; time {rows.Average(r => r.Cost):0.000} of exact; own {Measured.Median(rows.Select(r => r.Milliseconds)):0.0} ms of processor time"));
}
