namespace Krypton.Data.Tests;

/// <summary>Images and models that the program holds in memory.</summary>
public sealed class MemoryImageTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private const string Query = "EXPLAIN OCCLUSION ON @image USING chest WITH PATCH 64 STRIDE 32";

    private static readonly byte[] Film = File.ReadAllBytes(Repository.Film());

    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    public static TheoryData<string> Forms() => ["byte[]", "ReadOnlyMemory", "Memory", "ArraySegment", "MemoryStream", "FileStream", "pipe"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Bytes_in_every_form_give_the_map_of_the_file(string form)
    {
        using var file = File.OpenRead(Repository.Film());
        object image = form switch
        {
            "byte[]" => Film,
            "ReadOnlyMemory" => new ReadOnlyMemory<byte>(Film),
            "Memory" => new Memory<byte>(Film),
            "ArraySegment" => new ArraySegment<byte>([0, .. Film, 0], 1, Film.Length),
            "MemoryStream" => new MemoryStream(Film),
            "FileStream" => file,
            _ => new OneWay(Film),
        };
        var map = Map(_connection, Query, ("image", image));
        Assert.Equal(Map(_connection, Query, ("image", Repository.Film())).Scores, map.Scores);
        Assert.Equal("image", map.Image);
    }

    [Fact]
    public void Models_may_be_bytes_too()
    {
        var map = Map(_connection, "EXPLAIN OCCLUSION ON @image USING @model WITH PATCH 64 STRIDE 64", ("image", Film), ("model", File.ReadAllBytes(Repository.Model)));
        Assert.Equal(Map(_connection, PhantomCatalog.Quick).Scores, map.Scores);
    }

    [Fact]
    public void The_other_picture_of_a_fill_may_be_bytes_too()
    {
        var other = Repository.Film("normal-1000001");
        var query = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 64 STRIDE 64 FILL IMAGE @other";
        Assert.Equal(Map(_connection, query, ("other", other)).Scores, Map(_connection, query, ("other", File.ReadAllBytes(other))).Scores);
    }

    [Fact]
    public void PREDICT_and_DESCRIBE_take_bytes()
    {
        using var predict = Command("PREDICT @image USING chest TOP 1", ("image", Film)).ExecuteReader();
        Assert.True(predict.Read());
        Assert.Equal("opacity", predict["label"]);
        predict.Close();
        using var describe = Command("DESCRIBE IMAGE @image", ("image", Film)).ExecuteReader();
        Assert.True(describe.Read());
        Assert.Equal("@image", describe["path"]);
    }

    [Fact]
    public void Other_bytes_under_the_same_name_are_another_image()
    {
        var one = Map(_connection, Query, ("image", Film));
        var two = Map(_connection, Query, ("image", File.ReadAllBytes(Repository.Film("normal-1000001"))));
        Assert.NotEqual(one.BaseScore, two.BaseScore);
    }

    [Fact]
    public void The_same_bytes_are_answered_from_the_sessions_memory()
    {
        using var connection = catalog.Open();
        Map(connection, Query, ("image", Repository.Film()));
        using var reader = Command("EXPLAIN OCCLUSION ON @other USING chest WITH PATCH 64 STRIDE 32", connection, ("other", Film)).ExecuteReader();
        while (reader.Read())
        {
        }

        Assert.Equal(0, reader.Result!.Statistics!.Evaluated);
    }

    [Fact]
    public void A_buffer_may_be_used_for_something_else_while_a_batch_waits()
    {
        using var connection = catalog.Open();
        var buffer = (byte[])Film.Clone();
        PhantomCatalog.Run(connection, "BEGIN BATCH");
        Command(Query, connection, ("image", new MemoryStream(buffer, writable: true))).ExecuteNonQuery();
        Command("EXPLAIN OCCLUSION ON @image USING chest FOR CLASS 0 WITH PATCH 64 STRIDE 32", connection, ("image", buffer)).ExecuteNonQuery();
        Array.Clear(buffer);
        using var reader = Command("RUN BATCH", connection).ExecuteReader();
        Assert.Equal(Map(_connection, Query, ("image", Film)).Scores, reader.ReadHeatmap()!.Scores);
        Assert.True(reader.NextResult());
        Assert.Equal(0, reader.ReadHeatmap()!.ClassIndex);
    }

    [Fact]
    public void Bytes_that_are_no_picture_are_an_error_at_the_parameter()
    {
        var error = Assert.Throws<KryptonException>(() => Map(_connection, Query, ("image", new byte[] { 1, 2, 3 })));
        Assert.Contains("@image", error.Message);
        Assert.Equal((1, 22, 6), (error.Line, error.Column, error.Length));
    }

    [Fact]
    public void Bytes_that_are_no_model_are_an_error_at_the_parameter()
    {
        var error = Assert.Throws<KryptonException>(() => Map(_connection, "EXPLAIN OCCLUSION ON film USING @model", ("model", Film)));
        Assert.Equal(33, error.Column);
    }

    [Fact]
    public void Bytes_cannot_be_stored_in_the_catalog()
    {
        var error = Assert.Throws<KryptonException>(() => Command("CREATE IMAGE mine FROM @image", ("image", Film)).ExecuteNonQuery());
        Assert.Contains("bytes", error.Message);
    }

    private KryptonCommand Command(string text, params (string Name, object? Value)[] parameters) => Command(text, _connection, parameters);

    private static KryptonCommand Command(string text, KryptonConnection connection, params (string Name, object? Value)[] parameters)
    {
        var command = new KryptonCommand(text, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static Results.Heatmap Map(KryptonConnection connection, string text, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(text, connection, parameters);
        using var reader = command.ExecuteReader();
        return reader.ReadHeatmap()!;
    }

    /// <summary>A stream that can only be read once, as from a network.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
