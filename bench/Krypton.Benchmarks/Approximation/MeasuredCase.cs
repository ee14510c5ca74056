using System.Numerics.Tensors;
using System.Text.Json;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Imaging;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>
/// A model and an image, run in every way that approximations build on: exactly, with truncated boxes, with boxes that follow
/// values, and exactly up to a late layer with the rest linear. All ways take turns batch by batch, so that what else the
/// machine does slows all alike; processor time counts. What was measured is kept in the temporary folder.
/// </summary>
/// <param name="Passes">By name: "exact", "truncated 0.35", "valued 0.5", "tail 61".</param>
internal sealed record MeasuredCase(string Model, string Image, int Rows, int Columns, int[] Periods, double BaseScore, Dictionary<string, MeasuredPass> Passes)
{
    public static readonly double[] Shares = [0.2, 0.25, 0.35, 0.5];
    public static readonly double[] Thresholds = [0.25, 0.5, 1];

    private const int Batch = 48;

    public MeasuredPass Exact => Passes["exact"];

    public MeasuredPass Truncated(double share) => Passes[FormattableString.Invariant($"truncated {share}")];

    public MeasuredPass Valued(double threshold) => Passes[FormattableString.Invariant($"valued {threshold}")];

    /// <summary>Time as a share of the exact map's.</summary>
    public double Cost(MeasuredPass pass) => pass.Seconds / Exact.Seconds;

    public static MeasuredCase Of(ApproximationCase one)
    {
        var folder = Path.Combine(Path.GetTempPath(), "krypton-curves");
        var file = Path.Combine(folder, $"{one.ModelName}-{one.ImageName}.json");
        if (File.Exists(file))
        {
            return JsonSerializer.Deserialize<MeasuredCase>(File.ReadAllText(file))!;
        }

        var measured = Measure(one);
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, JsonSerializer.Serialize(measured));
        return measured;
    }

    private static MeasuredCase Measure(ApproximationCase one)
    {
        using var device = new CpuDevice(Environment.ProcessorCount);
        var model = Krypton.Models.Model.Load(one.Model);
        using var network = new CompiledNetwork(model.Network, device);
        var shape = model.Input.Shape;
        var grid = new PatchGrid(16, 16, 4, 4, PositionAxis.Inside(0, shape.Height, 16, 4), PositionAxis.Inside(0, shape.Width, 16, 4));
        var (image, black) = Tensors(one, shape);
        using var bases = new BaseActivations(network, [image], default);
        var logits = Logits(model.Network, bases);
        var predicted = ClassChoices.Top(logits, 1)[0];
        var passes = new List<(string Name, PositionRecorder Recorder)>();
        void Add(string name, Truncation? truncation, ValueShrinking? shrinking) =>
            passes.Add((name, new PositionRecorder(network, bases, black, grid, model.Head, predicted, truncation, shrinking)));
        Add("exact", null, null);
        foreach (var share in Shares)
        {
            Add(FormattableString.Invariant($"truncated {share}"), new Truncation(share), null);
        }

        foreach (var threshold in Thresholds)
        {
            Add(FormattableString.Invariant($"valued {threshold}"), null, new ValueShrinking(model.Network, bases, threshold));
        }

        Occlusion[] positions = [.. grid.Positions()];
        foreach (var (_, recorder) in passes)
        {
            // Weights packed, code compiled, buffers grown.
            recorder.Run(positions.AsSpan(positions.Length / 2, Batch), null);
        }

        for (var first = 0; first < positions.Length; first += Batch)
        {
            foreach (var (_, recorder) in passes)
            {
                recorder.Run(positions.AsSpan(first, Math.Min(Batch, positions.Length - first)), first);
            }
        }

        var results = passes.ToDictionary(p => p.Name, p => p.Recorder.Pass());
        foreach (var (name, pass) in passes[0].Recorder.Tails())
        {
            results[name] = pass;
        }

        foreach (var (_, recorder) in passes)
        {
            recorder.Dispose();
        }

        return new MeasuredCase(one.ModelName, one.ImageName, grid.Rows, grid.Columns, Strides(model, grid), Scores.Of(logits, model.Head, ScoreKind.Probability)[predicted], results);
    }

    public static unsafe float[] Logits(NetworkGraph network, BaseActivations bases) =>
        new ReadOnlySpan<float>(bases.Map(network.Outputs[0]), network.Nodes[network.Outputs[0]].Shape.Channels).ToArray();

    public static (float[] Image, float[] Black) Tensors(ApproximationCase one, MapShape shape)
    {
        float[] Tensor(RgbImage picture)
        {
            var tensor = new float[shape.Count];
            one.Preprocessing.ToTensor(picture, tensor, TensorLayout.Nhwc);
            return tensor;
        }

        return (Tensor(one.Preprocessing.Fit(ImageFile.Load(one.Image), shape.Width, shape.Height)), Tensor(new RgbImage(shape.Width, shape.Height, new byte[shape.Pixels * 3])));
    }

    private static int[] Strides(Model model, PatchGrid grid) =>
        [.. model.Network.Nodes.Where(n => n.Shape.Height > 1).Select(n => (int)Math.Round((double)model.Input.Shape.Height / n.Shape.Height)).Where(s => s % grid.StrideHeight == 0)
            .Select(s => s / grid.StrideHeight).Where(p => p is > 1 and <= 16).Distinct().Order()];
}
