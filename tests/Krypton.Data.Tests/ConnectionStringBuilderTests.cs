namespace Krypton.Data.Tests;

public sealed class ConnectionStringBuilderTests
{
    [Fact]
    public void Defaults_are_a_catalog_in_memory_and_no_limits()
    {
        var builder = new KryptonConnectionStringBuilder();
        Assert.Equal(":memory:", builder.DataSource);
        Assert.Equal("", builder.Device);
        Assert.Equal(0, builder.Threads);
        Assert.Equal("", builder.MemoryLimit);
        Assert.Equal(0, builder.CommandTimeout);
        Assert.True(builder.Pooling);
        Assert.Equal("", builder.ConnectionString);
    }

    [Fact]
    public void Properties_are_written_into_the_string()
    {
        var builder = new KryptonConnectionStringBuilder { DataSource = "a b.krypton", Device = "cpu", Threads = 4, MemoryLimit = "2GB", CommandTimeout = 60, Pooling = false };
        Assert.Equal("Data Source=\"a b.krypton\";Device=cpu;Threads=4;Memory Limit=2GB;Command Timeout=60;Pooling=False", builder.ConnectionString);
    }

    [Fact]
    public void A_string_is_read_into_properties()
    {
        var builder = new KryptonConnectionStringBuilder("Data Source=c.krypton;Device=cpu;Threads=4;Memory Limit=2GB;Command Timeout=7;Pooling=false");
        Assert.Equal(("c.krypton", "cpu", 4, "2GB", 7, false), (builder.DataSource, builder.Device, builder.Threads, builder.MemoryLimit, builder.CommandTimeout, builder.Pooling));
    }

    [Theory]
    [InlineData("DATASOURCE=x")]
    [InlineData("filename=x")]
    [InlineData("data source=x")]
    public void Synonyms_mean_the_same_in_any_case(string text) => Assert.Equal("Data Source=x", new KryptonConnectionStringBuilder(text).ConnectionString);

    [Fact]
    public void Unknown_keywords_are_refused_everywhere_but_asked_for()
    {
        var builder = new KryptonConnectionStringBuilder();
        Assert.Throws<ArgumentException>(() => builder["Server"] = "x");
        Assert.Throws<ArgumentException>(() => builder["Server"]);
        Assert.Throws<ArgumentException>(() => new KryptonConnectionStringBuilder("Server=x"));
        Assert.False(builder.ContainsKey("Server"));
        Assert.False(builder.TryGetValue("Server", out _));
        Assert.False(builder.Remove("Server"));
        Assert.False(builder.ShouldSerialize("Server"));
    }

    [Fact]
    public void The_indexer_gives_defaults_for_what_is_not_set()
    {
        var builder = new KryptonConnectionStringBuilder();
        Assert.Equal(":memory:", builder["Data Source"]);
        Assert.Equal(0, builder["threads"]);
        Assert.False(builder.TryGetValue("threads", out _));
    }

    [Fact]
    public void Remove_and_null_bring_the_default_back()
    {
        var builder = new KryptonConnectionStringBuilder("Threads=4;Device=cpu");
        Assert.True(builder.Remove("THREADS"));
        builder["Device"] = null;
        Assert.Equal("", builder.ConnectionString);
        Assert.Equal(0, builder.Threads);
    }

    [Fact]
    public void Clear_forgets_everything()
    {
        var builder = new KryptonConnectionStringBuilder("Threads=4");
        builder.Clear();
        Assert.Equal(0, builder.Threads);
    }

    [Fact]
    public void Keys_are_fixed()
    {
        var builder = new KryptonConnectionStringBuilder();
        Assert.True(builder.IsFixedSize);
        Assert.Equal(["Data Source", "Device", "Threads", "Memory Limit", "Command Timeout", "Pooling"], builder.Keys.Cast<string>());
        Assert.Equal(6, builder.Values.Count);
    }

    [Fact]
    public void A_value_is_checked_when_it_is_set()
    {
        var builder = new KryptonConnectionStringBuilder();
        Assert.Throws<ArgumentException>(() => builder.Threads = 1000);
        Assert.Throws<ArgumentException>(() => builder["Pooling"] = "perhaps");
        builder["Threads"] = "12";
        Assert.Equal(12, builder.Threads);
    }
}
