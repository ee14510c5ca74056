using Krypton.Models;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Logical;

/// <summary>What a statement asks for, names resolved and numbers checked; how it is answered is the planner's business.</summary>
public abstract record LogicalNode;

/// <summary>A heatmap for each image and class.</summary>
/// <param name="Into">Where each heatmap is written; null for nowhere.</param>
public sealed record LogicalOcclusion(
    BoundModel Model, Seq<BoundImage> Images, ClassChoice Classes, PatchGrid Grid, FillChoice Fill, ScoreKind Score, string? Into) : LogicalNode;

/// <summary>The most probable classes of each image.</summary>
public sealed record LogicalPredict(BoundModel Model, Seq<BoundImage> Images, int Top) : LogicalNode;

/// <summary>A loaded model under the name the query gave it.</summary>
/// <param name="Labels">Class names by index; empty when none are known.</param>
public sealed record BoundModel(string Name, Model Model, Seq<string> Labels)
{
    /// <summary>The class's name, or its number when it has none.</summary>
    public string Label(int index) => index < Labels.Count ? Labels[index] : $"class {index}";
}

/// <summary>An image under the name the query gave it, and the file it comes from.</summary>
public sealed record BoundImage(string Name, string Path);

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
