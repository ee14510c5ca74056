using Krypton.Models;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Logical;

/// <summary>What statements ask for, names resolved and numbers checked; how it is answered is the planner's business.</summary>
public abstract record LogicalNode;

/// <summary>A heatmap for each image and class: one bound EXPLAIN OCCLUSION.</summary>
/// <param name="Into">Where each heatmap is written; null for nowhere.</param>
public sealed record LogicalOcclusion(
    BoundModel Model, Seq<BoundImage> Images, ClassChoice Classes, PatchGrid Grid, FillChoice Fill, ScoreKind Score, string? Into) : LogicalNode
{
    /// <summary>What may be answered instead of the exact map; null for exact.</summary>
    public ApproximationGoal? Goal { get; init; }

    /// <summary>Whether maps hold a value for each position or for each pixel; positions are what is computed.</summary>
    public OutputKind Output { get; init; }
}

/// <summary>How good an approximate map must be, or how fast.</summary>
/// <param name="Target">The least mean SSIM against the exact map; 1 where only time counts.</param>
/// <param name="Seconds">The time there is; null for any.</param>
/// <param name="Classes">Whose maps must be as good.</param>
/// <param name="Score">Of which kind.</param>
public sealed record ApproximationGoal(double Target, QualityMetric Metric, double? Seconds, ClassChoice Classes, ScoreKind Score);

/// <summary>The most probable classes of each image.</summary>
public sealed record LogicalPredict(BoundModel Model, Seq<BoundImage> Images, int Top) : LogicalNode;

/// <summary>Queries that are answered together; one alone is a workload too.</summary>
public sealed record LogicalWorkload(Seq<LogicalHeatmaps> Queries) : LogicalNode
{
    /// <summary>Everything that has to be computed, each once, in the order in which queries first need it.</summary>
    public IEnumerable<LogicalScores> Scores => Queries.SelectMany(q => q.Sources).OfType<LogicalScores>().Distinct();
}

/// <summary>A query and where the scores of its positions come from.</summary>
public sealed record LogicalHeatmaps(LogicalOcclusion Query, Seq<LogicalNode> Sources) : LogicalNode;

/// <summary>Logits to be computed: of models that take the same input, for positions over images.</summary>
/// <param name="ImagesTogether">Images whose positions go through the network in one batch.</param>
public sealed record LogicalScores(Seq<BoundModel> Models, Seq<BoundImage> Images, Seq<PositionSet> Positions, int ImagesTogether = 1) : LogicalNode
{
    /// <summary>What may be found out instead of all positions' exact logits; such a computation serves queries of this goal alone.</summary>
    public ApproximationGoal? Goal { get; init; }

    /// <summary>Positions over one image.</summary>
    public int PositionsPerImage => Positions.Sum(p => p.Count);
}

/// <summary>Scores that are there already, of one image.</summary>
public sealed record LogicalStoredScores(StoredScores Stored, BoundImage Image) : LogicalNode;

/// <summary>A loaded model under the name the query gave it.</summary>
/// <param name="Labels">Class names by index; empty when none are known.</param>
/// <param name="Content">What it computes from a picture, as a text: equal for models of equal files, sizes and preprocessing.</param>
/// <param name="Pixels">How pictures become its input, as a text: models for which it is equal take the same tensors.</param>
public sealed record BoundModel(string Name, Model Model, Seq<string> Labels, string Content = "", string Pixels = "")
{
    /// <summary>The class's name, or its number when it has none.</summary>
    public string Label(int index) => index < Labels.Count ? Labels[index] : $"class {index}";
}

/// <summary>An image under the name the query gave it, and the file it comes from.</summary>
public sealed record BoundImage(string Name, string Path)
{
    /// <summary>The file's bytes where the calling program gave them instead of a path; <see cref="Path"/> then only says so.</summary>
    public FileContent? Content { get; init; }
}

public abstract record ClassChoice;

/// <summary>The <paramref name="Count"/> most probable classes of each image.</summary>
public sealed record TopChoice(int Count) : ClassChoice;

public sealed record FixedClass(int Index) : ClassChoice;

/// <summary>What the patch shows.</summary>
public abstract record FillChoice;

public sealed record SolidFill(byte Red, byte Green, byte Blue) : FillChoice;

public sealed record MeanColorFill : FillChoice;

/// <summary>The image itself, blurred; sigma in pixels of the model's input.</summary>
public sealed record BlurredFill(double Sigma) : FillChoice;

public sealed record OtherImageFill(BoundImage Image) : FillChoice;
