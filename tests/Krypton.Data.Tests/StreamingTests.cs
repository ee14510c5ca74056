using System.Collections.Concurrent;
using Krypton.Results;

namespace Krypton.Data.Tests;

/// <summary>Rows and progress of a query that still runs.</summary>
public sealed class StreamingTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Rows_of_finished_images_are_read_before_the_query_ends()
    {
        using var command = new KryptonCommand("SET rule.BatchImages = off; EXPLAIN OCCLUSION ON films USING chest WITH PATCH 32 STRIDE 16", _connection);
        using var goOn = new ManualResetEventSlim();
        var finished = 0;
        command.Progress += (_, p) =>
        {
            finished += p.Finished?.Count ?? 0;
            if (p.Finished is null && finished == 2)
            {
                Assert.True(goOn.Wait(TimeSpan.FromSeconds(60)));
            }
        };
        using var reader = command.ExecuteReader();
        var first = reader.ReadHeatmap();
        var second = reader.ReadHeatmap();
        Assert.NotEqual(first!.Image, second!.Image);
        Assert.Null(reader.Result);
        Assert.True(reader.Read());
        goOn.Set();
        var rest = 0;
        while (reader.ReadHeatmap() is not null)
        {
            rest++;
        }

        Assert.Equal(4, rest);
        Assert.Equal(6, reader.Result!.Heatmaps.Count);
    }

    [Fact]
    public void Streamed_rows_are_those_of_the_whole_answer_in_its_order()
    {
        // The second image is answered from the session's memory and so is finished before the first.
        PhantomCatalog.Run(_connection, $"EXPLAIN OCCLUSION ON '{Repository.Film("normal-1000009")}' USING chest FOR CLASS 0 WITH PATCH 64 STRIDE 32");
        using var reader = new KryptonCommand("EXPLAIN OCCLUSION ON films USING chest FOR CLASS 0 WITH PATCH 64 STRIDE 32", _connection).ExecuteReader();
        var streamed = reader.Cast<IDataRecord>().Select(r => (r.GetString(0), r.GetInt32(4), r.GetInt32(5), r.GetFloat(10))).ToList();
        var whole = reader.Result!.Relation!.Rows.Select(r => ((string)r[0]!, (int)r[4]!, (int)r[5]!, (float)r[10]!)).ToList();
        Assert.Equal(whole, streamed);
        Assert.Equal(["normal-1000001", "normal-1000009", "opacity-1000002", "opacity-1000012", "opacity-1000018", "opacity-1000022"], streamed.Select(r => r.Item1).Distinct());
    }

    [Fact]
    public void An_error_after_some_rows_comes_when_they_have_been_read()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.Film(), folder.File("a.png"));
        File.WriteAllText(folder.File("b.png"), "no picture");
        using var command = new KryptonCommand($"SET rule.BatchImages = off; EXPLAIN OCCLUSION ON '{folder.Path}/*.png' USING chest WITH PATCH 64 STRIDE 64", _connection);
        using var reader = command.ExecuteReader();
        for (var i = 0; i < 9; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal("a", reader.GetString(0));
        }

        Assert.Contains("b.png", Assert.Throws<KryptonException>(() => reader.Read()).Message);
    }

    [Fact]
    public void Progress_is_told_to_the_command_and_the_connection()
    {
        using var command = new KryptonCommand("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 32 STRIDE 16 FILL WHITE", _connection);
        var (mine, connections) = (new ConcurrentQueue<QueryProgress>(), new ConcurrentQueue<QueryProgress>());
        command.Progress += (_, p) => mine.Enqueue(p);
        _connection.Progress += (_, p) => connections.Enqueue(p);
        command.ExecuteNonQuery();
        Assert.Equal(mine, connections);
        Assert.Equal((169, 169), (mine.Last().Done, mine.Last().Total));
        Assert.Equal(mine.Select(p => p.Done).Order(), mine.Select(p => p.Done));
        Assert.Single(mine, p => p.Finished is not null);
    }

    [Fact]
    public void GetQueryProgress_tells_of_the_running_command_only()
    {
        using var command = new KryptonCommand("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 32 STRIDE 16 FILL GRAY", _connection);
        QueryProgress? seen = null;
        command.Progress += (_, _) => seen ??= _connection.GetQueryProgress() ?? command.GetQueryProgress();
        Assert.Null(_connection.GetQueryProgress());
        command.ExecuteNonQuery();
        Assert.Equal(169, seen!.Total);
        Assert.Null(_connection.GetQueryProgress());
    }

    [Fact]
    public void An_approximate_map_is_shown_while_it_gets_better()
    {
        using var command = new KryptonCommand("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4 APPROX 0.9", _connection);
        var previews = 0;
        command.Progress += (_, p) => previews += p.Preview is null ? 0 : 1;
        using var reader = command.ExecuteReader();
        Assert.InRange(previews, 1, int.MaxValue);
        Assert.NotNull(reader.ReadHeatmap()!.Quality);
    }
}
