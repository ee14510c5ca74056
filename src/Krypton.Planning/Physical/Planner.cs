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
/// <param name="MemoryLimit">Bytes for weights, base activations, overlays and working memory together.</param>
/// <param name="Threads">CPU threads; each has working memory of its own.</param>
/// <param name="Executor">The executor asked for by <c>SET executor</c>.</param>
public sealed record PlannerSettings(long MemoryLimit, int Threads, ExecutorChoice Executor);

/// <summary>A limit that no plan keeps, or an executor that cannot run the model: the message names the remedy.</summary>
public sealed class PlanningException(string message) : Exception(message);

/// <summary>From a logical plan to a physical one.</summary>
public static class Planner
{
    /// <summary>Enough positions to fill the kernels; more only cost memory (docs/kernels.md).</summary>
    private const int LargestBatch = 192;

    private const int NaiveBatch = 8;

    private const int SuffixBatch = 16;

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
        foreach (var node in network.Nodes)
        {
            var perPixel = Flops.PerPixel(node, network.InputShapes(node));
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
        var memory = MemoryEstimate.Of(network, boxes, settings.Threads);
        var room = (settings.MemoryLimit - memory.Fixed) / memory.PerPosition;
        if (room < 1)
        {
            var needed = (memory.Fixed + memory.PerPosition + (1 << 20) - 1) >> 20;
            throw new PlanningException($"memory_limit of {settings.MemoryLimit >> 20} MB is too small for model '{model.Name}': it needs at least {needed} MB; raise it with SET memory_limit = '{needed}MB', or SET executor = 'naive'");
        }

        var batch = (int)Math.Min(room, Math.Min(LargestBatch, grid.Count));
        var segment = new PhysicalIncrementalSegment(new PhysicalMaterializeBase(network.Nodes.Count, memory.Activations), batch, RelativeWork(network, grid));
        return model.Suffix is { } suffix
            ? new PhysicalRuntimeSuffix(segment, [.. suffix.FirstOperators], model.Input.FixedBatch ? 1 : SuffixBatch)
            : segment;
    }
}
