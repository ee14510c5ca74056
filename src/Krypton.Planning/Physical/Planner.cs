using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Logical;

namespace Krypton.Planning.Physical;

public enum ExecutorChoice
{
    Auto,
    Incremental,
    Naive,
}

/// <summary>What the session allows a plan to use.</summary>
/// <param name="MemoryLimit">Bytes for weights, base activations and overlays together.</param>
/// <param name="Executor">The executor asked for by <c>SET executor</c>.</param>
public sealed record PlannerSettings(long MemoryLimit, ExecutorChoice Executor);

/// <summary>A limit that no plan keeps, or an executor that cannot run the model: the message names the remedy.</summary>
public sealed class PlanningException(string message) : Exception(message);

/// <summary>From a logical plan to a physical one.</summary>
public static class Planner
{
    /// <summary>Enough positions to fill the kernels; more only cost memory (docs/kernels.md).</summary>
    private const int LargestBatch = 192;

    private const int NaiveBatch = 8;

    private const int SuffixBatch = 16;

    /// <summary>Prepared weights take up to four times the model's: Winograd turns 9 numbers into 36.</summary>
    private const double WeightGrowth = 4.5;

    /// <exception cref="PlanningException">The memory limit leaves no room for a single position.</exception>
    public static PhysicalAssembleHeatmaps Plan(LogicalOcclusion query, PlannerSettings settings)
    {
        var model = query.Model.Model;
        return new PhysicalAssembleHeatmaps(NaiveReason(model, settings) is { } reason ? Naive(model, reason) : Incremental(model, query.Grid, settings), query.Grid);
    }

    /// <summary>Floating-point operations of the incremental plan against those of full inference of every position, in the part Krypton runs.</summary>
    public static double RelativeWork(NetworkGraph network, PatchGrid grid)
    {
        var boxes = new BoxTable(network, grid);
        var (full, changed) = (0.0, 0.0);
        foreach (var node in network.Nodes.Where(n => n.Inputs.Count > 0))
        {
            var perPixel = Flops.PerPixel(node, network.Nodes[node.Inputs[0]].Shape.Channels);
            full += perPixel * node.Shape.Pixels * grid.Count;
            changed += perPixel * boxes.AllBoxes(node.Id);
        }

        return full == 0 ? 1 : changed / full;
    }

    private static string? NaiveReason(Model model, PlannerSettings settings)
    {
        var multiplies = model.Network.Nodes.Any(n => n.Layer is ConvolutionLayer);
        return settings.Executor switch
        {
            ExecutorChoice.Naive => "asked for by SET executor = 'naive'",
            ExecutorChoice.Auto when !multiplies => $"the model begins with {string.Join(", ", model.Suffix?.FirstOperators ?? [])}, which only ONNX Runtime runs",
            _ => null,
        };
    }

    private static PhysicalNaiveInference Naive(Model model, string reason) => new(model.Input.FixedBatch ? 1 : NaiveBatch, reason);

    private static PhysicalNode Incremental(Model model, PatchGrid grid, PlannerSettings settings)
    {
        var network = model.Network;
        var boxes = new BoxTable(network, grid);
        var weights = network.Nodes.Sum(n => n.Layer is ConvolutionLayer c ? (long)(c.Weights.Length * sizeof(float) * Growth(c)) : 0);
        var activations = network.Nodes.Sum(n => n.Shape.Bytes);
        var perPosition = Math.Max(1, boxes.BytesPerPosition(network));
        var room = (settings.MemoryLimit - weights - activations) / perPosition;
        if (room < 1)
        {
            var needed = (weights + activations + perPosition + (1 << 20) - 1) >> 20;
            throw new PlanningException($"memory_limit of {settings.MemoryLimit >> 20} MB is too small for model '{model.Name}': it needs at least {needed} MB; raise it with SET memory_limit = '{needed}MB', or SET executor = 'naive'");
        }

        var batch = (int)Math.Min(room, Math.Min(LargestBatch, grid.Count));
        var segment = new PhysicalIncrementalSegment(new PhysicalMaterializeBase(network.Nodes.Count, activations), batch, RelativeWork(network, grid));
        return model.Suffix is { } suffix
            ? new PhysicalRuntimeSuffix(segment, [.. suffix.FirstOperators], model.Input.FixedBatch ? 1 : SuffixBatch)
            : segment;
    }

    private static double Growth(ConvolutionLayer layer) =>
        layer is { Groups: 1, Rows: { Kernel: 3, Stride: 1 }, Columns: { Kernel: 3, Stride: 1 } } ? WeightGrowth : 1.1;
}
