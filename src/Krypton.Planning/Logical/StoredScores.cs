using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Logical;

/// <summary>Scores kept from an earlier query: a materialized view, or an answer of this session.</summary>
/// <param name="Id">What the store finds them by.</param>
/// <param name="View">The view's name; null for an earlier answer.</param>
/// <param name="Grid">The positions they are of.</param>
/// <param name="Classes">The classes that were kept; null when all logits were.</param>
/// <param name="Score">The kind of score that was kept; null when all logits were, which give either.</param>
/// <param name="BaseLogits">The logits of the image without a patch, one a class.</param>
public sealed record StoredScores(long Id, string? View, PatchGrid Grid, Seq<int>? Classes, ScoreKind? Score, Seq<float> BaseLogits)
{
    /// <summary>Whether what a query asks of each position was kept.</summary>
    public bool Answers(LogicalOcclusion query) =>
        (Score is null || Score == query.Score) && (Classes is null || query.Classes.Indices([.. BaseLogits]).All(Classes.Contains));
}

/// <summary>Finds scores kept from earlier queries.</summary>
public interface IStoredScores
{
    /// <summary>What is kept of this image under this model, fill and patch; views first, then the newest answers.</summary>
    IReadOnlyList<StoredScores> Find(LogicalOcclusion query, BoundImage image);
}
