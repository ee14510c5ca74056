using Krypton.Planning.Logical;

namespace Krypton.Stored;

/// <summary>Kept scores with their numbers: for each position of the grid all logits, or the scores of the kept classes.</summary>
/// <param name="Key">What they depend on.</param>
/// <param name="Image">The image's name and path when they were computed, for people.</param>
internal sealed record StoredContent(ScoreKey Key, BoundImage Image, StoredScores Scores, float[] Values)
{
    public long Bytes => (long)Values.Length * sizeof(float);
}
