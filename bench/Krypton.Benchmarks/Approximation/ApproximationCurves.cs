using System.Globalization;
using System.Text.Json;
using Krypton.Benchmarks.Approximation.Methods;
using Krypton.Execution.Approximation;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>Every approximation alone and together, over models and images: quality against time, as JSON and pictures.</summary>
internal sealed class ApproximationCurves(Arguments arguments)
{
    private const double Wanted = 0.9;

    private static readonly IApproximation[] s_methods =
    [
        new DrillDown(),
        new TruncationAlone(),
        new ValueAwareTruncation(),
        new LinearTail(),
        new CubicGrid("cubic grid", null, phases: false),
        new CubicGrid("cubic grid, phases", null, phases: true),
        new CubicGrid("cubic grid over truncation 0.35", m => Cheap(m, m.Truncated(0.35)), phases: false),
        new CubicGrid("cubic grid over truncation 0.35, phases", m => Cheap(m, m.Truncated(0.35)), phases: true),
        new Sampling("sampling", null),
        new Sampling("sampling over truncation 0.25", m => Cheap(m, m.Truncated(0.25))),
        new Sampling("sampling over truncation 0.35", m => Cheap(m, m.Truncated(0.35))),
        new Sampling("sampling over truncation 0.5", m => Cheap(m, m.Truncated(0.5))),
        new Sampling("sampling over values 0.5", m => Cheap(m, m.Valued(0.5))),
        new Sampling("sampling over linear tail", m => Tail(m) is { } tail ? Cheap(m, tail) : null),
        new Telescope(),
        new FeatureRegression(0.25, rims: false),
        new FeatureRegression(0.35, rims: false),
        new FeatureRegression(0.35, rims: true),
        new Sampling("the engine's choice", m => Cheap(m, m.Truncated(0.35)), begin: false),
    ];

    private readonly List<Point> _points = [];

    private sealed record Point(string Model, string Method, string Setting, double Cost, double Ssim, double Rendered);

    public static int Run(Arguments arguments)
    {
        new ApproximationCurves(arguments).Run();
        return 0;
    }

    private void Run()
    {
        foreach (var one in ApproximationCase.Of(arguments))
        {
            var measured = MeasuredCase.Of(one);
            foreach (var method in s_methods)
            {
                foreach (var made in method.Of(measured))
                {
                    double Quality(QualityMetric metric) => new QualityMeasure(metric, measured.BaseScore).Of(measured.Exact.Score, made.Map, measured.Rows, measured.Columns);
                    _points.Add(new Point(measured.Model, method.Name, made.Setting, made.Cost, Quality(QualityMetric.Ssim), Quality(QualityMetric.Rendered)));
                }
            }

            Console.WriteLine($"{one.ModelName} {one.ImageName}: {_points.Count} points");
        }

        Write(arguments.Text("out", "bench/approx"));
    }

    private static (double[] Map, double Cost) Cheap(MeasuredCase measured, MeasuredPass pass) => (pass.Score, measured.Cost(pass));

    /// <summary>The longest exact part that takes less than three quarters of the time, or the shortest there is; null where the network has no linear tail.</summary>
    private static MeasuredPass? Tail(MeasuredCase measured)
    {
        var tails = measured.Passes.Where(p => p.Key.StartsWith("tail", StringComparison.Ordinal)).Select(p => p.Value).OrderBy(p => p.Seconds).ToList();
        return tails.LastOrDefault(t => measured.Cost(t) < 0.75) ?? tails.FirstOrDefault();
    }

    private void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var model in _points.GroupBy(p => p.Model))
        {
            var images = model.GroupBy(p => (p.Method, p.Setting)).Max(g => g.Count());
            var averages = model.GroupBy(p => (p.Method, p.Setting)).Select(g => new
            {
                method = g.Key.Method, setting = g.Key.Setting, cost = Rounded(g.Average(p => p.Cost)), ssim = Rounded(g.Average(p => p.Ssim)), rendered = Rounded(g.Average(p => p.Rendered)),
                leastSsim = Rounded(g.Min(p => p.Ssim)),
            }).ToList();
            var report = new { model = model.Key, images, machine = Measured.Machine(), date = DateTime.UtcNow.ToString("yyyy-MM-dd"), patch = 16, stride = 4, averages };
            File.WriteAllText(Path.Combine(folder, $"{model.Key}-curves.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
            var curves = averages.GroupBy(a => a.method).Select(m => (m.Key, (IReadOnlyList<(double, double)>)[.. Frontier(m.Select(a => (a.cost, a.ssim)))])).ToList();
            File.WriteAllText(Path.Combine(folder, $"{model.Key}.svg"), CurvePlot.Draw($"{model.Key}, mean of {images} images", curves));
            Console.WriteLine($"{model.Key}: time for an average SSIM of {Wanted}, as a share of the exact time (between settings: interpolated)");
            foreach (var (method, frontier) in curves)
            {
                Console.WriteLine($"  {method,-44} {CostAt(frontier) switch { null => "not reached", { } cost => cost.ToString("0.000", CultureInfo.InvariantCulture) }}");
            }
        }
    }

    /// <summary>What the quality wanted costs on the line between the two settings about it.</summary>
    private static double? CostAt(IReadOnlyList<(double Cost, double Quality)> frontier)
    {
        var above = frontier.ToList().FindIndex(p => p.Quality >= Wanted);
        if (above <= 0)
        {
            return above < 0 ? null : frontier[0].Cost;
        }

        var (low, high) = (frontier[above - 1], frontier[above]);
        return low.Cost + ((high.Cost - low.Cost) * (Wanted - low.Quality) / (high.Quality - low.Quality));
    }

    private static double Rounded(double value) => Math.Round(value, 4);

    /// <summary>The points that no other beats.</summary>
    private static IEnumerable<(double Cost, double Quality)> Frontier(IEnumerable<(double Cost, double Quality)> points)
    {
        var best = double.NegativeInfinity;
        foreach (var point in points.OrderBy(p => p.Cost).ThenByDescending(p => p.Quality))
        {
            if (point.Quality > best)
            {
                best = point.Quality;
                yield return point;
            }
        }
    }
}
