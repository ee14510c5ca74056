using Krypton.Imaging;
using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Statements;

namespace Krypton.Workloads;

/// <summary>The pictures of a workload as its models see them; the last few are kept, since several queries may ask for one.</summary>
internal sealed class Pictures
{
    private const int Kept = 64;

    private readonly List<((string Source, string Pixels) Key, RgbImage Picture)> _newestFirst = [];

    /// <exception cref="QueryException">The file cannot be read; the error points at the word in the query that named it.</exception>
    public RgbImage Of(BoundImage image, BoundQuery query)
    {
        var key = (image.Content?.Hash ?? image.Path, query.Query.Model.Pixels);
        var found = _newestFirst.FindIndex(p => p.Key == key);
        var entry = found >= 0
            ? _newestFirst[found]
            : (key, query.Guard(() => PreparedImage.Fit(SessionContext.Read(image, query.Statement.Image.Span), query.Model.Options.Preprocessing, query.Model.Bound.Model)));
        if (found >= 0)
        {
            _newestFirst.RemoveAt(found);
        }

        _newestFirst.Insert(0, entry);
        if (_newestFirst.Count > Kept)
        {
            _newestFirst.RemoveAt(Kept);
        }

        return entry.Item2;
    }
}
