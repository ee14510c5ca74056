using System.Globalization;
using Krypton.Catalog;
using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;
using static Krypton.Stored.StoredColumns;

namespace Krypton.Stored;

/// <summary>A materialized view as the catalog lists it.</summary>
/// <param name="Query">The statement after AS, as it was written.</param>
/// <param name="ModelPath">The model's file and its SHA-256 when the view was computed.</param>
internal sealed record ViewEntry(string Name, string Query, DateTime Created, string ModelPath, string ModelHash);

/// <summary>One image of a view, without its numbers.</summary>
internal sealed record ViewImage(BoundImage Image, string Hash, PatchGrid Grid, int? Classes, long Bytes);

/// <summary>The materialized views of a catalog file. A view appears, changes and goes with all its images in one transaction.</summary>
internal sealed class ViewStore(CatalogFile file)
{
    private const string Columns = "id, view, grid, classes, score, base";

    public IReadOnlyList<ViewEntry> List(string? name = null) => file.Query(
        $"SELECT name, query, created, model_path, model_hash FROM view {(name is null ? "" : "WHERE name = $name")} ORDER BY name",
        r => new ViewEntry(r.GetString(0), r.GetString(1), DateTime.Parse(r.GetString(2), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), r.GetString(3), r.GetString(4)),
        name is null ? [] : [("$name", name)]);

    public IReadOnlyList<ViewImage> Images(string view) => file.Query(
        "SELECT image, path, hash, grid, classes, length(scores) FROM view_scores WHERE view = $view ORDER BY id",
        r => new ViewImage(new BoundImage(r.GetString(0), r.GetString(1)), r.GetString(2), Grid(r.GetString(3)), r.IsDBNull(4) ? null : Integers(r.GetString(4)).Count, r.GetInt64(5)),
        ("$view", view));

    public IReadOnlyList<StoredScores> Find(ScoreKey key) => file.Query(
        $"SELECT {Columns} FROM view_scores WHERE key = $key ORDER BY id",
        r => new StoredScores(
            r.GetInt64(0), r.GetString(1), Grid(r.GetString(2)), r.IsDBNull(3) ? null : Integers(r.GetString(3)), r.IsDBNull(4) ? null : Enum.Parse<ScoreKind>(r.GetString(4)),
            [.. Floats(r.GetFieldValue<byte[]>(5))]),
        ("$key", key.Text));

    /// <summary>Goes through a view's numbers of an image. They are never all in memory: a view can be large, and new memory is slower than the file.</summary>
    public void Read(StoredScores stored, StoredRow each)
    {
        var found = file.Query(
            "SELECT id, length(scores), scores FROM view_scores WHERE id = $id",
            r =>
            {
                using var stream = r.GetStream(2);
                Rows(stream, stored.Grid.Count, checked((int)(r.GetInt64(1) / stored.Grid.Count)), each);
                return true;
            },
            ("$id", stored.Id));
        if (found.Count == 0)
        {
            throw new CatalogException("the materialized view was dropped or refreshed by another process while the query was planned; run the query again");
        }
    }

    /// <summary>Adds a view, or puts it in the place of the one of that name.</summary>
    public void Save(ViewEntry view, IReadOnlyList<(StoredContent Content, string Hash)> images) => file.Change(change =>
    {
        change.Run("DELETE FROM view WHERE name = $name", ("$name", view.Name));
        change.Run(
            "INSERT INTO view (name, query, created, model_path, model_hash) VALUES ($name, $query, $created, $path, $hash)",
            ("$name", view.Name), ("$query", view.Query), ("$created", view.Created.ToString("O", CultureInfo.InvariantCulture)), ("$path", view.ModelPath), ("$hash", view.ModelHash));
        foreach (var (content, hash) in images)
        {
            var scores = content.Scores;
            change.Run(
                "INSERT INTO view_scores (view, key, image, path, hash, grid, classes, score, base, scores) VALUES ($view, $key, $image, $path, $hash, $grid, $classes, $score, $base, $scores)",
                ("$view", view.Name), ("$key", content.Key.Text), ("$image", content.Image.Name), ("$path", content.Image.Path), ("$hash", hash), ("$grid", Text(scores.Grid)),
                ("$classes", scores.Classes is null ? DBNull.Value : string.Join(',', scores.Classes)), ("$score", scores.Score is null ? DBNull.Value : scores.Score.ToString()!),
                ("$base", Bytes([.. scores.BaseLogits])), ("$scores", Bytes(content.Values)));
        }
    });

    public void Remove(string name) => file.Change(change => change.Run("DELETE FROM view WHERE name = $name", ("$name", name)));
}
