using Dapper;

namespace Krypton.Data.Tests;

/// <summary>What people do with Dapper works.</summary>
public sealed class DapperTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    private sealed record Place(string Image, int Row, int Col, int Y, int X, float Drop);

    private sealed class Guess
    {
        public string Label { get; set; } = "";

        public double Probability { get; set; }

        public long Rank { get; set; }
    }

    [Fact]
    public void Query_makes_objects_of_rows()
    {
        var guesses = _connection.Query<Guess>("PREDICT @image USING chest TOP @top", new { image = File.ReadAllBytes(Repository.Film()), top = 2 }).ToList();
        Assert.Equal(2, guesses.Count);
        Assert.Equal("opacity", guesses[0].Label);
        Assert.InRange(guesses[0].Probability, 0.5, 1);
        Assert.Equal(1, guesses[0].Rank);
    }

    [Fact]
    public void Query_of_dynamic_rows_has_the_columns_names()
    {
        var strongest = _connection.Query(PhantomCatalog.Quick).MaxBy(r => (float)r.drop)!;
        Assert.Equal("film", strongest.image);
        Assert.Equal(64, strongest.height);
    }

    [Fact]
    public async Task QueryAsync_does_the_same()
    {
        var rows = (await _connection.QueryAsync("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch STRIDE @patch", new { patch = 64 })).ToList();
        Assert.Equal(9, rows.Count);
    }

    [Fact]
    public void Unbuffered_rows_come_while_the_query_runs()
    {
        var images = new List<string>();
        foreach (var row in _connection.Query<string>("EXPLAIN OCCLUSION ON films USING chest WITH PATCH 112 STRIDE 112", buffered: false))
        {
            images.Add(row);
        }

        Assert.Equal(24, images.Count);
    }

    [Fact]
    public async Task QueryUnbufferedAsync_does_the_same()
    {
        var rows = 0;
        await foreach (var _ in _connection.QueryUnbufferedAsync<string>(PhantomCatalog.Quick))
        {
            rows++;
        }

        Assert.Equal(9, rows);
    }

    [Fact]
    public void First_and_single_take_one_row()
    {
        Assert.Equal("film", _connection.QueryFirst<string>(PhantomCatalog.Quick));
        Assert.Equal("chest", _connection.QuerySingle<string>("SHOW MODELS"));
        Assert.Null(_connection.QueryFirstOrDefault<string>("SHOW VIEWS"));
        Assert.Equal("chest", _connection.ExecuteScalar<string>("SHOW MODELS"));
    }

    [Fact]
    public void QueryMultiple_reads_result_set_after_result_set()
    {
        using var results = _connection.QueryMultiple($"SHOW MODELS; {PhantomCatalog.Quick}; PREDICT film USING chest TOP 1");
        Assert.Equal("chest", results.ReadSingle<string>());
        Assert.Equal(9, results.Read().Count());
        Assert.Equal("opacity", results.ReadSingle<Guess>().Label);
        Assert.True(results.IsConsumed);
    }

    [Fact]
    public void Execute_runs_statements() => Assert.Equal(-1, _connection.Execute("SET threads = @threads", new { threads = 2 }));

    [Fact]
    public void ExecuteReader_gives_this_providers_reader_inside()
    {
        using var reader = _connection.ExecuteReader(PhantomCatalog.Quick);
        Assert.True(reader.Read());
        Assert.Equal("film", reader.GetString(0));
    }

    [Fact]
    public void A_closed_connection_is_opened_and_closed_by_Dapper()
    {
        using var closed = new KryptonConnection(catalog.ConnectionString);
        Assert.Equal(9, closed.Query(PhantomCatalog.Quick).Count());
        Assert.Equal(ConnectionState.Closed, closed.State);
    }

    [Fact]
    public async Task A_token_stops_a_query()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _connection.QueryAsync(new CommandDefinition(PhantomCatalog.Endless, cancellationToken: source.Token)));
    }

    [Fact]
    public void A_timeout_stops_a_query() =>
        Assert.Equal(KryptonException.TimedOut, Assert.Throws<KryptonException>(() => _connection.Query(PhantomCatalog.Endless, commandTimeout: 1)).SqlState);

    [Fact]
    public void Errors_are_this_providers()
    {
        Assert.Throws<KryptonException>(() => _connection.Query("EXPLAIN OCCLUSION ON nothing USING chest"));
        Assert.Equal("chest", _connection.QuerySingle<string>("SHOW MODELS"));
    }

    [Fact]
    public void Records_are_made_by_their_constructors()
    {
        var sql = PhantomCatalog.Quick;
        var places = _connection.Query(sql).Select(r => new Place(r.image, r.row, r.col, r.y, r.x, r.drop)).ToList();
        Assert.Equal(9, places.Count);
        Assert.Equal(64, places[4].Y);
    }
}
