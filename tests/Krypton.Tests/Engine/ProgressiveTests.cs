using Krypton.Results;

namespace Krypton.Tests.Engine;

public sealed class ProgressiveTests : IDisposable
{
    private const string Query = "EXPLAIN OCCLUSION ON film USING chest FOR TOP 2 WITH PATCH 16 STRIDE 2";

    private readonly Database _database = Database.Open();
    private readonly Session _session;

    public ProgressiveTests()
    {
        _session = _database.CreateSession();
        _ = _session.Execute($"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'; SET rule.ReuseAnswer = off").Last();
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void An_exact_map_shows_itself_early_and_is_the_same_in_the_end()
    {
        var watch = new Watch(_ => { });
        var (watched, alone) = (_session.Execute(Query, progress: watch).Last(), _session.Execute(Query).Last());
        var previews = watch.Seen.Where(p => p.Preview is not null).ToList();
        Assert.NotEmpty(previews);
        Assert.All(previews, p => Assert.Equal(2, p.Preview!.Count));
        foreach (var (a, b) in watched.Heatmaps.Zip(alone.Heatmaps))
        {
            Assert.Equal(b.Scores.Cast<float>(), a.Scores.Cast<float>());
        }

        // A preview of a quarter of the positions is much nearer to the map than the score without a patch is.
        var late = previews.Last();
        double Distance(Func<int, int, float> other) =>
            Enumerable.Range(0, alone.Heatmaps[0].Scores.Length).Sum(i => Math.Abs(alone.Heatmaps[0].Scores[i / 105, i % 105] - other(i / 105, i % 105)));
        Assert.True(Distance((y, x) => late.Preview![0].Scores[y, x]) < 0.5 * Distance((_, _) => alone.Heatmaps[0].BaseScore));
    }

    [Fact]
    public void Cancelled_it_gives_what_there_is()
    {
        using var cancellation = new CancellationTokenSource();
        var watch = new Watch(p =>
        {
            if (p.Preview is not null)
            {
                cancellation.Cancel();
            }
        });
        var error = Assert.Throws<QueryCanceledException>(() => _session.Execute(Query, progress: watch, cancellation: cancellation.Token).Last());
        Assert.Equal(2, error.Partial.Count);
        Assert.Equal((105, 105), (error.Partial[0].Scores.GetLength(0), error.Partial[0].Scores.GetLength(1)));
    }

    private sealed class Watch(Action<QueryProgress> look) : IProgress<QueryProgress>
    {
        public List<QueryProgress> Seen { get; } = [];

        public void Report(QueryProgress value)
        {
            Seen.Add(value);
            look(value);
        }
    }
}
