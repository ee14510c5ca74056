using Krypton.Catalog;
using Krypton.Planning.Logical;

namespace Krypton.Stored;

/// <summary>Takes the kept numbers of a position: its logits, or the scores of the classes that were kept.</summary>
/// <param name="index">The position's number in the grid that was kept.</param>
internal delegate void StoredRow(int index, ReadOnlySpan<float> row);

/// <summary>What a session may answer from: the catalog's views and its own earlier answers.</summary>
/// <param name="except">A view that must not answer, because it is being refreshed.</param>
internal sealed class StoredSource(ViewStore views, AnswerCache answers, ContentHashes hashes, string? except = null) : IStoredScores
{
    /// <summary>The content of an image's file; null when it cannot be read.</summary>
    public string? Hash(BoundImage image) => image.Content?.Hash ?? hashes.Of(image.Path);

    /// <summary>What the query's scores of the image depend on; null when the image's file cannot be read.</summary>
    public ScoreKey? Key(LogicalOcclusion query, BoundImage image)
    {
        if (Hash(image) is not { } content)
        {
            return null;
        }

        var fill = query.Fill is OtherImageFill other ? Hash(other.Image) : query.Fill.ToString();
        return fill is null ? null : ScoreKey.Of(query.Model.Content, content, fill, query.Grid.PatchHeight, query.Grid.PatchWidth);
    }

    public IReadOnlyList<StoredScores> Find(LogicalOcclusion query, BoundImage image) => Key(query, image) is not { } key
        ? []
        : [.. views.Find(key).Where(v => !string.Equals(v.View, except, StringComparison.OrdinalIgnoreCase)), .. answers.Find(key)];

    /// <summary>Goes through the numbers of what <see cref="Find"/> gave.</summary>
    /// <exception cref="CatalogException">The view is gone meanwhile.</exception>
    public void Read(StoredScores stored, StoredRow each)
    {
        if (stored.View is not null)
        {
            views.Read(stored, each);
            return;
        }

        var values = answers.Values(stored.Id);
        var width = values.Length / stored.Grid.Count;
        for (var i = 0; i < stored.Grid.Count; i++)
        {
            each(i, values.AsSpan(i * width, width));
        }
    }
}
