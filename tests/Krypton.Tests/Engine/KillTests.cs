using System.Diagnostics;
using Krypton.Results;
using Microsoft.Data.Sqlite;

namespace Krypton.Tests.Engine;

/// <summary>Processes that change one catalog file at the same time and are killed: what is left is always what some statement finished with.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 200;
    private const int Seed = 1;

    private static readonly string[] Queries =
    [
        "EXPLAIN OCCLUSION ON films USING chest WITH PATCH 16 STRIDE 16 REGION (64, 64, 64, 64)",
        "EXPLAIN OCCLUSION ON films USING chest FOR TOP 2 WITH PATCH 24 STRIDE 8 REGION (32, 32, 48, 48)",
        "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 16 FILL GRAY",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killing_processes_at_random_moments_leaves_the_last_consistent_state()
    {
        var catalog = _folder.File("views.db");
        Dictionary<string, List<Heatmap>> expected;
        using (var database = Database.Open(catalog))
        {
            var session = database.CreateSession();
            Run(session, $"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
            expected = Queries.ToDictionary(q => q, q => Run(session, q).Single().Heatmaps.ToList());
            Run(session, $"CREATE MATERIALIZED VIEW kept AS {Queries[0]}");
        }

        string[] scripts = [Script("a", Queries[0], Queries[1]), Script("b", Queries[1], Queries[2])];
        var random = new Random(Seed);
        var killed = 0;
        while (killed < Kills)
        {
            var moments = scripts.Select(_ => (WhileStarting: random.Next(5) == 0, Wait: random.NextDouble())).ToList();
            killed += (await Task.WhenAll(scripts.Select((script, i) => StartAndKill(catalog, script, moments[i].WhileStarting, moments[i].Wait)))).Length;
            Check(catalog, expected, $"seed {Seed}, after {killed} kills");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} processes killed");
    }

    [Theory]
    [InlineData("CREATE OR REPLACE MATERIALIZED VIEW map AS EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4 FILL GRAY")]
    [InlineData("REFRESH MATERIALIZED VIEW map")]
    public void A_cancelled_change_leaves_the_view_as_it_was(string change)
    {
        const string Query = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4";
        using var fixture = new EngineFixture();
        fixture.Run($"CREATE MATERIALIZED VIEW map AS {Query}");
        var before = fixture.Run("DESCRIBE MATERIALIZED VIEW map").Single().Message;
        using var source = new CancellationTokenSource();
        Assert.Throws<QueryCanceledException>(() => fixture.Session.Execute(change, null, new Canceling(source), source.Token).ToList());
        Assert.Equal(before, fixture.Run("DESCRIBE MATERIALIZED VIEW map").Single().Message);
        using var other = fixture.Database.CreateSession().Execute(Query).GetEnumerator();
        Assert.True(other.MoveNext());
        Assert.Equal(0, other.Current.Statistics!.Evaluated);
    }

    [Fact]
    public void A_catalog_of_the_first_version_gets_views()
    {
        var catalog = _folder.File("old.db");
        using (var database = Database.Open(catalog))
        {
            Run(database.CreateSession(), $"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'");
        }

        using (var connection = Open(catalog))
        {
            var later = Ask(connection, "SELECT group_concat('DROP TABLE ' || name, '; ') FROM sqlite_master WHERE type = 'table' AND name <> 'object' ORDER BY rowid DESC").Single();
            Ask(connection, $"PRAGMA foreign_keys = OFF; {later}; PRAGMA user_version = 1");
        }

        using var again = Database.Open(catalog);
        var session = again.CreateSession();
        Run(session, $"CREATE MATERIALIZED VIEW map AS {Queries[2]}");
        Assert.Equal(0, Run(again.CreateSession(), Queries[2]).Single().Statistics!.Evaluated);
    }

    [Fact]
    public void Views_of_version_4_answer_again_once_they_are_refreshed()
    {
        var catalog = _folder.File("old.db");
        const string Query = "EXPLAIN OCCLUSION ON films USING chest WITH PATCH 64 STRIDE 64";
        using (var database = Database.Open(catalog))
        {
            Run(database.CreateSession(), $"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
            Run(database.CreateSession(), $"CREATE MATERIALIZED VIEW maps AS {Query}; CREATE MATERIALIZED VIEW map AS EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 32");
        }

        using (var connection = Open(catalog))
        {
            Ask(connection, "PRAGMA user_version = 4");
        }

        using var again = Database.Open(catalog);
        Assert.Equal(["of an older Krypton", "of an older Krypton"], Run(again.CreateSession(), "SHOW VIEWS").Single().Relation!.Rows.Select(r => r[6]));
        Assert.NotEqual(0, Evaluated(Query));
        Run(again.CreateSession(), "REFRESH MATERIALIZED VIEW maps");
        Assert.Equal(0, Evaluated(Query));
        Assert.Equal(["of an older Krypton", "current"], Run(again.CreateSession(), "SHOW VIEWS").Single().Relation!.Rows.Select(r => r[6]));

        int Evaluated(string query) => (int)Run(again.CreateSession(), $"SET rule.ReuseAnswer = off; {query}")[^1].Statistics!.Evaluated;
    }

    private static List<QueryResult> Run(Session session, string sql) => [.. session.Execute(sql)];

    /// <summary>Changes without end: views that come, are computed anew, hold another query, and go; one that both processes write.</summary>
    private string Script(string name, string first, string second)
    {
        var path = _folder.File($"{name}.sql");
        File.WriteAllText(path, "SET rule.AnswerFromView = off; SET rule.ReuseAnswer = off;\n" + string.Concat(Enumerable.Repeat(
            $"""
            CREATE OR REPLACE MATERIALIZED VIEW {name} AS {first};
            REFRESH MATERIALIZED VIEW {name};
            CREATE OR REPLACE IMAGE extra_{name} FROM '{Repository.Film()}';
            CREATE OR REPLACE MATERIALIZED VIEW shared AS {first};
            CREATE OR REPLACE MATERIALIZED VIEW {name} AS {second};
            DROP MATERIALIZED VIEW {name};
            DROP MATERIALIZED VIEW IF EXISTS shared;

            """,
            1000)));
        return path;
    }

    private static async Task<int> StartAndKill(string catalog, string script, bool whileStarting, double wait)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Krypton.Cli.dll"), "--db", catalog, "--no-progress", "-f", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (spoke, errors) = (new TaskCompletionSource(), new System.Text.StringBuilder());
        process.OutputDataReceived += (_, _) => spoke.TrySetResult();
        process.ErrorDataReceived += (_, e) => errors.AppendLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!whileStarting)
        {
            await spoke.Task;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(400 * wait));
        Assert.False(process.HasExited, $"the script came to an end by itself: {errors}");
        process.Kill();
        await process.WaitForExitAsync();
        return 1;
    }

    private static void Check(string catalog, Dictionary<string, List<Heatmap>> expected, string when)
    {
        using (var connection = Open(catalog))
        {
            Assert.Equal(["ok"], Ask(connection, "PRAGMA integrity_check"));
            Assert.Empty(Ask(connection, "PRAGMA foreign_key_check"));
        }

        using var database = Database.Open(catalog);
        List<string> names;
        using (var connection = Open(catalog))
        {
            names = Ask(connection, "SELECT name || char(9) || query || char(9) || (SELECT count(*) FROM view_scores WHERE view = name) FROM view");
        }

        Assert.Contains(names, n => n.StartsWith("kept\t", StringComparison.Ordinal));
        foreach (var view in names.Select(n => n.Split('\t')))
        {
            var maps = expected[view[1]];
            Assert.Equal(maps.Select(m => m.Image).Distinct().Count().ToString(System.Globalization.CultureInfo.InvariantCulture), view[2]);
            var answer = Run(database.CreateSession(), view[1]).Single();
            Assert.True(answer.Statistics!.Evaluated == 0, $"{when}: view {view[0]} does not answer its query");
            foreach (var (map, kept) in maps.Zip(answer.Heatmaps))
            {
                Assert.Equal(map.ClassIndex, kept.ClassIndex);
                Assert.All(map.Scores.Cast<float>().Zip(kept.Scores.Cast<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            }
        }
    }

    private static SqliteConnection Open(string catalog)
    {
        var connection = new SqliteConnection($"Data Source={catalog};Pooling=False");
        connection.Open();
        return connection;
    }

    private static List<string> Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    /// <summary>Cancels at the first sign of progress.</summary>
    private sealed class Canceling(CancellationTokenSource source) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => source.Cancel();
    }
}
