namespace Krypton.Planning.Logical;

/// <summary>For plans that nothing earlier may answer.</summary>
public sealed class NothingStored : IStoredScores
{
    public IReadOnlyList<StoredScores> Find(LogicalOcclusion query, BoundImage image) => [];
}
