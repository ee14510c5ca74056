using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Physical;

/// <summary>How a workload is answered: immutable operators that execution turns into running ones. Equal operators run once.</summary>
public abstract record PhysicalNode;

/// <summary>The answers of all queries, in their order.</summary>
public sealed record PhysicalWorkload(Seq<PhysicalHeatmaps> Queries) : PhysicalNode
{
    /// <summary>Everything that is computed, each once, in the order in which it runs.</summary>
    public IEnumerable<PhysicalEvaluation> Evaluations => Queries.SelectMany(q => q.Sources).OfType<PhysicalEvaluation>().Distinct();
}

/// <summary>One query's scores arranged as heatmaps.</summary>
public sealed record PhysicalHeatmaps(LogicalOcclusion Query, Seq<PhysicalNode> Sources) : PhysicalNode;

/// <summary>Scores read from a view or an earlier answer.</summary>
public sealed record PhysicalStoredScan(StoredScores Stored, BoundImage Image) : PhysicalNode;

/// <summary>The logits of positions over images, by the inference below it; queries that share it read it at the same time.</summary>
public sealed record PhysicalEvaluation(LogicalScores Scores, PhysicalNode Inference) : PhysicalNode;

/// <summary>One full inference of the original images that keeps every layer's activation; bytes of activations of the images held at a time.</summary>
public sealed record PhysicalMaterializeBase(int Layers, int Images, long Bytes) : PhysicalNode;

/// <summary>Positions propagated as rectangles over the base, <paramref name="Batch"/> at a time.</summary>
/// <param name="Work">Floating-point operations against those of full inference, 0 to 1.</param>
/// <param name="Prune">Leave out what a patch shows exactly as the image does.</param>
public sealed record PhysicalIncrementalSegment(PhysicalMaterializeBase Base, int Batch, double Work, bool Prune) : PhysicalNode
{
    /// <summary>The device that it runs on; null for the CPU's kernels.</summary>
    public Placement? Placement { get; init; }
}

/// <summary>How a segment runs on a device beside the CPU.</summary>
/// <param name="Device">The name that SET device takes.</param>
/// <param name="Precision">The precision of products.</param>
/// <param name="FullFrom">The node from which on whole maps are computed; null where none are.</param>
/// <param name="Leads">Whether the original images are computed along with the first batch (<see cref="LeadingBatch"/>).</param>
public sealed record Placement(string Device, string Precision, CutNode? FullFrom, bool Leads);

/// <summary>The rest of the models on ONNX Runtime, whole maps of <paramref name="Batch"/> positions at a time.</summary>
/// <param name="Operators">The operators with which it begins.</param>
/// <param name="Cut">The node behind which the incremental part was ended by choice; null where Krypton does not run the rest itself.</param>
public sealed record PhysicalRuntimeSuffix(PhysicalIncrementalSegment Input, Seq<string> Operators, int Batch, CutNode? Cut) : PhysicalNode;

/// <summary>A node of the model's network, and its name for people.</summary>
public sealed record CutNode(int Node, string Name);

/// <summary>Boxes that never grow past a share of their layers, over a base that is there already: cheap, approximate scores of every position.</summary>
/// <param name="Cost">Seconds against those of the exact scores, 0 to 1.</param>
/// <param name="First">Whether it comes first, because the model was seen to need it; else only where the map turns out to be rough.</param>
public sealed record PhysicalTruncatedSegment(Truncation Truncation, int Batch, double Cost, bool First) : PhysicalNode;

/// <summary>Some positions exactly, the others from them; and from truncated inference of all where the map is too rough to guess.</summary>
/// <param name="Exact">How exact scores are computed.</param>
/// <param name="Truncated">Null where there is no cheaper way to compute.</param>
/// <param name="Margin">What the estimated quality must lie above the goal's.</param>
public sealed record PhysicalAdaptiveSampling(PhysicalNode Exact, PhysicalTruncatedSegment? Truncated, ApproximationGoal Goal, double Margin) : PhysicalNode
{
    /// <summary>Seconds that the exact scores of a position are expected to take.</summary>
    public double CellSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>What the choice rests on; null for what holds of most models.</summary>
    public LearnedShare? Learned { get; init; }
}

/// <summary>What ANALYZE MODEL found for the quality asked for.</summary>
/// <param name="Share">Positions that were evaluated exactly, 0 to 1.</param>
/// <param name="Images">Images it was learned from.</param>
/// <param name="Date">When, UTC.</param>
public sealed record LearnedShare(double Share, int Images, DateOnly Date);

/// <summary>Every occluded image in full on ONNX Runtime.</summary>
/// <param name="Reason">Why nothing else was possible; null when it was the cheapest.</param>
public sealed record PhysicalNaiveInference(int Batch, string? Reason) : PhysicalNode;
