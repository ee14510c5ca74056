using System.Globalization;
using System.Text.Json;
using Krypton.Execution.Approximation;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Imaging;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>Every approximation alone and together, over models and images: quality against time, as JSON and pictures.</summary>
internal sealed class ApproximationCurves(Arguments arguments)
{
    private const int Batch = 48;

    private static readonly double[] Shares = [0.2, 0.25, 0.35, 0.5, 0.65];
    private static readonly double[] Targets = [0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98];

    private readonly List<Point> _points = [];

    /// <param name="Cost">Time as a share of the exact map's.</param>
    /// <param name="Ssim">Mean SSIM of the scores against the exact map.</param>
    /// <param name="Rendered">The same of the picture.</param>
    private sealed record Point(string Model, string Image, string Method, string Setting, double Cost, double Ssim, double Rendered);

    public static int Run(Arguments arguments)
    {
        new ApproximationCurves(arguments).Run();
        return 0;
    }

    private void Run()
    {
        var cases = ApproximationCase.Read(arguments.Text("suite", "bench/approx/bundled.txt"), arguments.Text("folder", "."), arguments.Number("images", 6), arguments.Number("skip", 0));
        foreach (var group in cases.GroupBy(c => c.Model))
        {
            using var device = new CpuDevice(Environment.ProcessorCount);
            var model = Model.Load(group.Key);
            using var network = new CompiledNetwork(model.Network, device);
            foreach (var one in group)
            {
                Measure(one, model, network);
                Console.WriteLine($"{one.ModelName} {one.ImageName}: {_points.Count} points");
            }
        }

        Write(arguments.Text("out", "bench/approx"));
    }

    private void Measure(ApproximationCase one, Model model, CompiledNetwork network)
    {
        var shape = model.Input.Shape;
        var grid = new PatchGrid(16, 16, 4, 4, PositionAxis.Inside(0, shape.Height, 16, 4), PositionAxis.Inside(0, shape.Width, 16, 4));
        var (image, black) = Tensors(one, model);
        using var exact = new IncrementalInference(
            network, [new ModelHead(model.Network.Outputs)], OcclusionScenes.Of(image, black), [new BoxTable(model.Network, grid)], new IncrementalOptions(Batch), default);
        var logits = exact.BaseLogits(0).ToArray();
        var predicted = ClassChoices.Top(logits, 1)[0];
        var score = Scores.Of(logits, model.Head, ScoreKind.Probability)[predicted];
        var (map, seconds) = Timed(exact, grid, model, predicted);
        var measures = (Ssim: new QualityMeasure(QualityMetric.Ssim, score), Rendered: new QualityMeasure(QualityMetric.Rendered, score));
        void Add(string method, string setting, double cost, double[] approximate) => _points.Add(new Point(
            one.ModelName, one.ImageName, method, setting, cost, measures.Ssim.Of(map, approximate, grid.Rows, grid.Columns), measures.Rendered.Of(map, approximate, grid.Rows, grid.Columns)));

        var truncated = Shares.ToDictionary(share => share, share =>
        {
            var truncation = new Truncation(share);
            using var source = exact.Truncated([new BoxTable(model.Network, grid, truncation)], Batch, truncation, default);
            return Timed(source, grid, model, predicted);
        });
        foreach (var (share, (cheap, time)) in truncated)
        {
            Add("truncation (original)", Text(share), time / seconds, cheap);
        }

        foreach (var step in (int[])[2, 3, 4, 6])
        {
            foreach (var share in (double[])[0, 0.05, 0.1, 0.2, 0.4])
            {
                var (guessed, evaluated) = Reconstruction.DrillDown(map, grid.Rows, grid.Columns, step, share);
                Add("drill-down (original)", $"every {step}, {Text(share)}", evaluated, guessed);
            }
        }

        var periods = Phases.Periods(model.Network, grid);
        foreach (var target in Targets)
        {
            Sampled("sampling", null, double.PositiveInfinity, begin: false);
            foreach (var share in (double[])[0.25, 0.35, 0.5])
            {
                var (cheap, time) = truncated[share];
                Sampled($"sampling over truncation {Text(share)}", cheap, time / seconds, begin: true);
            }

            Sampled("the engine's choice", truncated[0.35].Map, truncated[0.35].Seconds / seconds, begin: false);

            void Sampled(string method, double[]? cheap, double cost, bool begin)
            {
                var options = new SamplingOptions(target, 0.3 * (1 - target), periods, begin, Environment.ProcessorCount);
                var outcome = new AdaptiveSampler(grid.Rows, grid.Columns, [measures.Ssim], options).Run(new KnownScores(map, cheap, cost));
                Add(method, Text(target), (outcome.Maps[0].Evaluated / (double)map.Length) + (outcome.UsedCheap ? cost : 0), outcome.Maps[0].Map);
            }
        }
    }

    private static (double[] Map, double Seconds) Timed(ILogitSource source, PatchGrid grid, Model model, int predicted)
    {
        Occlusion[] positions = [.. grid.Positions()];
        var logits = new float[positions.Length * source.Width];
        source.Evaluate(positions.AsSpan(0, Batch), logits, default);
        var seconds = Measured.Seconds(() => source.Evaluate(positions, logits, default));
        var map = new double[positions.Length];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = Scores.Of(logits.AsSpan(i * source.Width, source.Width), model.Head, ScoreKind.Probability)[predicted];
        }

        return (map, seconds);
    }

    private static (float[] Image, float[] Black) Tensors(ApproximationCase one, Model model)
    {
        var shape = model.Input.Shape;
        var preprocessing = one.Preprocessing;
        float[] Tensor(RgbImage picture)
        {
            var tensor = new float[shape.Count];
            preprocessing.ToTensor(picture, tensor, TensorLayout.Nhwc);
            return tensor;
        }

        return (Tensor(preprocessing.Fit(ImageFile.Load(one.Image), shape.Width, shape.Height)), Tensor(new RgbImage(shape.Width, shape.Height, new byte[shape.Pixels * 3])));
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var averages = _points.GroupBy(p => (p.Model, p.Method, p.Setting)).Select(g => new
        {
            g.Key.Model, g.Key.Method, g.Key.Setting, Images = g.Count(), Cost = g.Average(p => p.Cost), Ssim = g.Average(p => p.Ssim), Rendered = g.Average(p => p.Rendered), LeastSsim = g.Min(p => p.Ssim),
        }).ToList();
        var report = new { machine = Measured.Machine(), date = DateTime.UtcNow.ToString("yyyy-MM-dd"), patch = 16, stride = 4, averages, points = _points };
        File.WriteAllText(Path.Combine(folder, $"{arguments.Text("name", "bundled")}-curves.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        foreach (var model in averages.GroupBy(a => a.Model))
        {
            var curves = model.GroupBy(a => a.Method).Select(m => (m.Key, (IReadOnlyList<(double, double)>)[.. Frontier(m.Select(a => (a.Cost, a.Ssim)))])).ToList();
            File.WriteAllText(Path.Combine(folder, $"{model.Key}.svg"), CurvePlot.Draw($"{model.Key}, mean of {model.First().Images} images", curves));
            Console.WriteLine($"{model.Key}: least average time for an SSIM of 0.9, as a share of the exact time");
            foreach (var method in model.GroupBy(a => a.Method))
            {
                var enough = method.Where(a => a.Ssim >= 0.9).ToList();
                Console.WriteLine(enough.Count == 0 ? $"  {method.Key,-36} not reached" : string.Create(CultureInfo.InvariantCulture, $"  {method.Key,-36} {enough.Min(a => a.Cost),6:0.000}  ({enough.MinBy(a => a.Cost)!.Setting})"));
            }
        }
    }

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
