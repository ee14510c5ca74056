using System.Globalization;
using System.Text.Json;
using Krypton.Execution.Approximation;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>APPROX through the engine: whether the quality was met, whether the estimate was right, and how much faster than exact and naive it was.</summary>
internal sealed class ApproximationTargets(Arguments arguments)
{
    private const string Clauses = "WITH PATCH 16 STRIDE 4";

    /// <summary>Occluded images that ONNX Runtime runs to know what all would take.</summary>
    private const int NaiveRows = 2;

    private const int MostTurns = 7;

    /// <summary>Seconds of an image's queries together up to which they are run again.</summary>
    private const double WorthRepeating = 3;

    private sealed record Row(
        string Model, string Image, string Metric, double Target, double Quality, double Estimate, int Exact, int Positions, bool Truncated, double Seconds, double ExactSeconds, double NaiveSeconds);

    public static int Run(Arguments arguments)
    {
        new ApproximationTargets(arguments).Run();
        return 0;
    }

    private void Run()
    {
        var cases = ApproximationCase.Of(arguments);
        var target = double.Parse(arguments.Text("target", "0.9"), CultureInfo.InvariantCulture);
        var rows = new List<Row>();
        Console.WriteLine($"{Measured.Machine()}; patch 16, stride 4, APPROX {target}; {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine("model                            image                        metric    quality  estimate  positions          seconds  exact  naive  over naive");
        foreach (var group in cases.GroupBy(c => (c.Model, c.Options)))
        {
            using var database = Database.Open();
            var session = database.CreateSession();
            Execute(session, $"CREATE MODEL m FROM '{group.Key.Model}'{group.Key.Options}; SET rule.ReuseAnswer = off; SET activation_cache = '1MB'");
            foreach (var one in group)
            {
                Warm(session, one);
                var metrics = Enum.GetValues<QualityMetric>();
                string[] queries =
                [
                    $"EXPLAIN OCCLUSION ON '{one.Image}' USING m {Clauses}",
                    .. metrics.Select(m => FormattableString.Invariant($"EXPLAIN OCCLUSION ON '{one.Image}' USING m {Clauses} APPROX {target} METRIC {m}")),
                ];
                var (maps, times) = InTurns(session, queries);
                var (exact, exactSeconds) = (maps[0], times[0]);
                var naive = Naive(session, one, exact);
                for (var i = 1; i < queries.Length; i++)
                {
                    var (metric, guessed, seconds) = (metrics[i - 1], maps[i], times[i]);
                    var quality = new QualityMeasure(metric, exact.BaseScore).Of(Flat(exact), Flat(guessed), exact.Grid.Rows, exact.Grid.Columns);
                    rows.Add(Print(new Row(
                        one.ModelName, one.ImageName, metric.ToString(), target, quality, guessed.Quality?.Estimate ?? 1, guessed.Quality?.Exact ?? exact.Grid.Count, exact.Grid.Count,
                        guessed.Quality?.Truncated ?? false, seconds, exactSeconds, naive)));
                }
            }
        }

        Summary(rows, target);
        if (arguments.Has("json"))
        {
            var report = new { machine = Measured.Machine(), date = DateTime.UtcNow.ToString("yyyy-MM-dd"), rows };
            File.WriteAllText(arguments.Text("json", "targets.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        }
    }

    /// <summary>The queries' maps and seconds. Short ones are run several times in turns, of which the median counts.</summary>
    private static (Heatmap[] Maps, double[] Seconds) InTurns(Session session, string[] queries)
    {
        var (maps, times) = (new Heatmap[queries.Length], queries.Select(_ => new List<double>()).ToArray());
        do
        {
            for (var q = 0; q < queries.Length; q++)
            {
                times[q].Add(Measured.Seconds(() => maps[q] = Execute(session, queries[q]).Heatmaps[0]));
            }
        }
        while (times[0].Count < MostTurns && times.Sum(t => t.Sum()) < WorthRepeating);
        return (maps, [.. times.Select(Measured.Median)]);
    }

    /// <summary>Weights packed, code compiled: what users pay once is not what is measured here.</summary>
    private static void Warm(Session session, ApproximationCase one) => Execute(session, $"EXPLAIN OCCLUSION ON '{one.Image}' USING m WITH PATCH 16 STRIDE 12 APPROX 0.8");

    /// <summary>Seconds that all positions would take on ONNX Runtime: two rows of positions, timed in the same run.</summary>
    private static double Naive(Session session, ApproximationCase one, Heatmap exact)
    {
        var (height, width) = (16 + ((NaiveRows - 1) * 4), exact.Grid.X[exact.Grid.Columns - 1] + 16);
        var query = $"EXPLAIN OCCLUSION ON '{one.Image}' USING m {Clauses} REGION (0, 0, {width}, {height})";
        Execute(session, "SET executor = 'naive'");
        Execute(session, $"EXPLAIN OCCLUSION ON '{one.Image}' USING m WITH PATCH 16 STRIDE 4 REGION (0, 0, 40, 16)");
        var seconds = Measured.Seconds(() => Execute(session, query));
        Execute(session, "SET executor = 'auto'");
        return seconds * exact.Grid.Rows / NaiveRows;
    }

    private static Row Print(Row row)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Model,-32} {row.Image,-28} {row.Metric,-9} {row.Quality,7:0.000}  {row.Estimate,8:0.000}  {row.Exact,5}{(row.Truncated ? " + truncated" : "            ")}  {row.Seconds,7:0.00}  {row.ExactSeconds,5:0.00}  {row.NaiveSeconds,5:0.0}  {row.NaiveSeconds / row.Seconds,6:0.0}×"));
        return row;
    }

    private static void Summary(List<Row> rows, double target)
    {
        foreach (var metric in rows.GroupBy(r => r.Metric))
        {
            var count = metric.Count();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{metric.Key}: met on {metric.Count(r => r.Quality >= target)} of {count}, least {metric.Min(r => r.Quality):0.000}; estimate within 0.03 on {metric.Count(r => Math.Abs(r.Estimate - r.Quality) <= 0.03)} of {count}"));
            foreach (var model in metric.GroupBy(r => r.Model))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {model.Key,-32} over naive {Measured.Median(model.Select(r => r.NaiveSeconds / r.Seconds)),6:0.0}×, over exact {Measured.Median(model.Select(r => r.ExactSeconds / r.Seconds)),5:0.00}×, exact over naive {Measured.Median(model.Select(r => r.NaiveSeconds / r.ExactSeconds)),5:0.0}× (medians of {model.Count()})"));
            }
        }
    }

    private static double[] Flat(Heatmap map) => [.. map.Scores.Cast<float>().Select(s => (double)s)];

    private static QueryResult Execute(Session session, string sql) => session.Execute(sql).Last();
}
