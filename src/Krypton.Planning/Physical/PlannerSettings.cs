using Krypton.Planning.Logical;
using Krypton.Planning.Statistics;

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
/// <param name="OffRules">Names of rules that <c>SET rule.Name = off</c> switched off.</param>
public sealed record PlannerSettings(long MemoryLimit, int Threads, ExecutorChoice Executor, IReadOnlySet<string> OffRules)
{
    /// <summary>What ANALYZE MODEL learned of a model, for a grid like the given one; null where it learned nothing.</summary>
    public Func<BoundModel, PatchGrid, ModelStatistics?> Statistics { get; init; } = (_, _) => null;

    /// <summary>A device beside the CPU; null for none.</summary>
    public Accelerator? Accelerator { get; init; }

    /// <summary>Why the plan does not run on the device that was asked for, in words.</summary>
    public IReadOnlyList<string> DeviceNotes { get; init; } = [];

    public bool Allows(string rule) => !OffRules.Contains(rule);
}

/// <summary>A limit that no plan keeps, or an executor that cannot run the model: the message names the remedy.</summary>
public sealed class PlanningException(string message) : Exception(message);
