using Krypton.Planning.Physical;

namespace Krypton.Results;

/// <summary>A statement's answer: rows where it has some, heatmaps where it explained, and a sentence for people.</summary>
/// <param name="Statement">The statement's text.</param>
/// <param name="Message">One line, for instance what was created; empty when the rows say it all.</param>
/// <param name="Notes">What the reader should know: defaults in force, for instance.</param>
public sealed record QueryResult(string Statement, string Message, Relation? Relation, IReadOnlyList<Heatmap> Heatmaps, IReadOnlyList<string> Notes, QueryStatistics? Statistics)
{
    /// <summary>A rendered plan, where one was asked for.</summary>
    public string? Plan { get; init; }

    /// <summary>True for an explanation that a batch collected instead of answering it.</summary>
    public bool IsCollected { get; init; }

    /// <summary>An answer of one sentence.</summary>
    public static QueryResult Said(string statement, string message) => new(statement, message, null, [], [], null);

    /// <summary>An answer of rows.</summary>
    public static QueryResult Table(string statement, Relation relation, string message = "") => new(statement, message, relation, [], [], null);
}

/// <summary>How an explanation went.</summary>
/// <param name="Plan">The physical plan.</param>
/// <param name="Positions">Positions of the answer, all images together.</param>
/// <param name="Evaluated">Positions that were computed, for all queries answered together; the others were there already or are shared.</param>
/// <param name="Queries">Queries answered together with this one, itself included; times and evaluated positions are those of all.</param>
/// <param name="Elapsed">The whole statement.</param>
/// <param name="Phases">Time a phase: reading images, base inference, positions, writing files.</param>
/// <param name="Speedup">How many times faster than full inference of every position this was, estimated from one timed full inference on the same kernels; null for the naive plan and for few positions.</param>
/// <param name="Files">Files written by INTO.</param>
public sealed record QueryStatistics(
    WorkloadPlan Plan, int Positions, long Evaluated, int Queries, TimeSpan Elapsed, IReadOnlyList<(string Phase, TimeSpan Time)> Phases, double? Speedup, IReadOnlyList<string> Files);
