using System.Diagnostics;
using Krypton.Results;
using Microsoft.Data.Sqlite;

namespace Krypton.Tests.Engine;

/// <summary>Explanations of many images that are interrupted and continue.</summary>
public sealed class ResumedRunTests : IDisposable
{
    private const string Statement = "EXPLAIN OCCLUSION ON films USING chest WITH PATCH 16 STRIDE 4";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cancelled_run_continues_where_it_stopped()
    {
        List<Heatmap> whole;
        using (var database = Open("whole.db"))
        {
            whole = [.. Run(database, Statement).Heatmaps];
        }

        using (var database = Open("catalog.db"))
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<QueryCanceledException>(() => Session(database).Execute(Statement, null, new CancelAfter(2, source), source.Token).ToList());
        }

        using (var database = Open("catalog.db"))
        {
            // Its plan knows what is there already.
            Assert.Contains("positions 53×53", Session(database).Execute($"EXPLAIN PLAN FOR {Statement}").Single().Plan!.Split("AnswerScan")[1], StringComparison.Ordinal);
            var rest = Run(database, Statement);
            Assert.Equal(4 * 2809, rest.Statistics!.Evaluated);
            Assert.Contains(rest.Notes, n => n.StartsWith("continued: 2 of 6 images", StringComparison.Ordinal));
            Assert.Equal(whole.Select(m => m.Image), rest.Heatmaps.Select(m => m.Image));
            Assert.All(whole.Zip(rest.Heatmaps), p => Assert.All(p.First.Scores.Cast<float>().Zip(p.Second.Scores.Cast<float>()), s => Assert.Equal(s.First, s.Second, 1e-5f)));
        }

        // It ended, so there is nothing to continue.
        Assert.Equal(0L, Rows());
        using var again = Open("catalog.db");
        Assert.Equal(6 * 2809, Run(again, Statement).Statistics!.Evaluated);
    }

    [Fact]
    public void A_changed_image_is_explained_anew()
    {
        var films = Path.Combine(Path.GetDirectoryName(_folder.File("x"))!, "films");
        Directory.CreateDirectory(films);
        foreach (var name in new[] { "normal-1000001", "opacity-1000012", "opacity-1000018" })
        {
            File.Copy(Repository.Film(name), Path.Combine(films, $"{name}.png"));
        }

        using (var database = Open("catalog.db", films))
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<QueryCanceledException>(() => Session(database).Execute(Statement, null, new CancelAfter(2, source), source.Token).ToList());
        }

        File.Copy(Repository.Film("opacity-1000022"), Path.Combine(films, "normal-1000001.png"), overwrite: true);
        using var again = Open("catalog.db", films);
        Assert.Equal(2 * 2809, Run(again, Statement).Statistics!.Evaluated);
    }

    [Fact]
    public async Task A_killed_process_loses_only_the_image_it_was_at()
    {
        using (Open("catalog.db"))
        {
        }

        var script = _folder.File("run.sql");
        await File.WriteAllTextAsync(script, $"SET rule.BatchImages = off; {Statement.Replace("STRIDE 4", "STRIDE 2", StringComparison.Ordinal)} INTO '{_folder.File("out/{image}.npy")}';", TestContext.Current.CancellationToken);
        using (var process = Process.Start(Cli(script))!)
        {
            while (Rows() == 0 && !process.HasExited)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Assert.False(process.HasExited, "the run came to an end before it could be killed");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var finished = Rows();
        Assert.InRange(finished, 1, 5);
        using var second = Process.Start(Cli(script))!;
        var (answer, notes) = (second.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await answer;
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"continued: {finished} of 6 images", await notes, StringComparison.Ordinal);
        Assert.Equal(6, Directory.GetFiles(Path.GetDirectoryName(_folder.File("out/x"))!, "*.npy").Length);
        Assert.Equal(0L, Rows());
    }

    private static Session Session(Database database)
    {
        var session = database.CreateSession();

        // Images that go through the network together are done together.
        _ = session.Execute("SET rule.BatchImages = off").ToList();
        return session;
    }

    private static QueryResult Run(Database database, string sql) => Session(database).Execute(sql).Single();

    private Database Open(string catalog, string? films = null)
    {
        var database = Database.Open(_folder.File(catalog));
        _ = database.CreateSession().Execute($"CREATE OR REPLACE MODEL chest FROM '{Repository.Model}'; CREATE OR REPLACE COLLECTION films FROM '{films ?? Repository.Films}/*.png'").ToList();
        return database;
    }

    private ProcessStartInfo Cli(string script) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Krypton.Cli.dll"), "--db", _folder.File("catalog.db"), "--no-progress", "-f", script]) { RedirectStandardOutput = true, RedirectStandardError = true };

    private long Rows()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("catalog.db")};Pooling=False;Default Timeout=10");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM run_scores";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Cancels when so many images are done.</summary>
    private sealed class CancelAfter(int images, CancellationTokenSource source) : IProgress<QueryProgress>
    {
        private int _finished;

        public void Report(QueryProgress value)
        {
            _finished += value.Finished is null ? 0 : 1;
            if (_finished == images)
            {
                source.Cancel();
            }
        }
    }
}
