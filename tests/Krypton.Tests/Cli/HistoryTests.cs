using Krypton.Cli.Repl;

namespace Krypton.Tests.Cli;

public class HistoryTests
{
    private static List<string> Entries(History history) => [.. Enumerable.Range(0, history.Count).Select(i => history[i])];

    [Fact]
    public void Entries_come_back_in_another_session_with_line_breaks_and_backslashes()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("state/krypton/history");
        string[] entries = ["SHOW\nMODELS;", @"PREDICT 'C:\new\x.png' USING n;", @"a\"];
        foreach (var entry in entries)
        {
            History.Open(file).Add(entry);
        }

        Assert.Equal(entries, Entries(History.Open(file)));
        Assert.Equal(3, File.ReadAllLines(file).Length);
    }

    [Fact]
    public void A_repeated_entry_is_kept_once()
    {
        var history = History.Open(null);
        history.Add("a");
        history.Add("a");
        history.Add(" ");
        history.Add("b");
        history.Add("a");
        Assert.Equal(["a", "b", "a"], Entries(history));
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_a_history_in_memory()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var history = History.Open(folder.File("file/history"));
        history.Add("a");
        Assert.Equal(["a"], Entries(history));
        Assert.Equal(0, History.Open(folder.Path).Count);
    }

    [Fact]
    public void A_file_that_has_grown_long_is_cut_to_its_latest_thousand()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("history"), Enumerable.Range(0, 2500).Select(i => $"e{i}"));
        var history = History.Open(folder.File("history"));
        Assert.Equal("e1500", history[0]);
        Assert.Equal(1000, history.Count);
        Assert.Equal(1000, File.ReadAllLines(folder.File("history")).Length);
    }

    [Theory]
    [InlineData("/h", null, "/h/.krypton_history")]
    [InlineData("/h", "/s", "/s/krypton/history")]
    [InlineData("/h", "relative", "/h/.krypton_history")]
    [InlineData(null, "/s", "/s/krypton/history")]
    [InlineData(null, null, null)]
    [InlineData("", "", null)]
    public void The_file_is_where_the_environment_says(string? home, string? state, string? path)
    {
        var found = HistoryFile.Path(name => name switch { "HOME" or "USERPROFILE" => home, "XDG_STATE_HOME" => state, _ => null });
        Assert.Equal(path, found?.Replace('\\', '/'));
    }
}
