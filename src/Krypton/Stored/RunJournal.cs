using System.Globalization;
using Krypton.Catalog;
using Krypton.Planning.Logical;
using Krypton.Sql.Ast;
using static Krypton.Stored.StoredColumns;

namespace Krypton.Stored;

/// <summary>
/// What explanations of several images have finished so far, image by image in the catalog file: a run that was killed or cancelled
/// continues there when its statement is run again. The end of a run takes its part away; what nobody continues, time does.
/// </summary>
internal sealed class RunJournal(CatalogFile file)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Whether there is a file; a catalog in memory ends with its process.</summary>
    public bool IsKept => file.Path is not null;

    public IReadOnlyList<StoredContent> Find(ScoreKey key) => file.Query(
        "SELECT image, path, grid, classes, score, base, scores FROM run_scores WHERE key = $key",
        r => new StoredContent(
            key, new BoundImage(r.GetString(0), r.GetString(1)),
            new StoredScores(0, null, Grid(r.GetString(2)), Integers(r.GetString(3)), Enum.Parse<ScoreKind>(r.GetString(4)), [.. Floats(r.GetFieldValue<byte[]>(5))]),
            Floats(r.GetFieldValue<byte[]>(6))),
        ("$key", key.Text));

    /// <param name="content">The scores of some classes.</param>
    public void Add(StoredContent content) => file.Change(change =>
    {
        var (scores, now) = (content.Scores, DateTime.UtcNow);
        change.Run(
            "INSERT INTO run_scores (key, image, path, grid, classes, score, base, scores, created) VALUES ($key, $image, $path, $grid, $classes, $score, $base, $scores, $created)",
            ("$key", content.Key.Text), ("$image", content.Image.Name), ("$path", content.Image.Path), ("$grid", StoredColumns.Text(scores.Grid)), ("$classes", OrNull(scores.Classes)),
            ("$score", scores.Score!.Value.ToString()), ("$base", Bytes([.. scores.BaseLogits])), ("$scores", Bytes(content.Values)), ("$created", Text(now)));
    });

    /// <summary>Takes away what a run that ended wrote, and what nobody continued in time: once a run, because it reads every row.</summary>
    public void Remove(IReadOnlyCollection<ScoreKey> keys) => file.Change(change =>
    {
        change.Run("DELETE FROM run_scores WHERE created < $oldest", ("$oldest", Text(DateTime.UtcNow - Kept)));
        foreach (var key in keys)
        {
            change.Run("DELETE FROM run_scores WHERE key = $key", ("$key", key.Text));
        }
    });

    private static string Text(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);
}
