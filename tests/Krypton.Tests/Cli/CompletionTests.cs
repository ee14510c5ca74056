using Krypton.Cli;
using Krypton.Cli.Repl.Completion;
using Krypton.Sql.Editing;

namespace Krypton.Tests.Cli;

public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string[] Of(string text, INames? names = null) =>
        [.. new InputCompleter(new CommandCompleter(), new StatementCompleter(names ?? new Names())).At(text, text.Length).All.Select(c => c.Text)];

    [Fact]
    public void Keywords_follow_the_case_of_what_was_typed()
    {
        Assert.Equal(["MODELS"], Of("SHOW M"));
        Assert.Equal(["models"], Of("show m"));
        Assert.Contains("MODELS", Of("show "));
    }

    [Fact]
    public void Names_come_first_and_are_quoted_where_they_need_it()
    {
        Assert.Equal(["dog", "\"my dog\"", "\"ON\""], Of("PREDICT ").Take(3));
        Assert.Equal(["\"my dog\""], Of("PREDICT \"my"));
        Assert.Equal(["rule.Cut"], Of("SET ru"));
        Assert.Equal(["off"], Of("SET rule.Cut = of"));
    }

    [Fact]
    public void Labels_are_strings_whether_the_quote_was_typed_or_not()
    {
        Assert.Equal(["'tabby'", "'tiger''s'"], Of("EXPLAIN OCCLUSION ON a USING m FOR CLASS ").Take(2));
        Assert.Equal(["'tabby'"], Of("EXPLAIN OCCLUSION ON a USING m FOR CLASS ta"));
        Assert.Equal(["'tiger''s'"], Of("EXPLAIN OCCLUSION ON a USING m FOR CLASS 'ti"));
    }

    [Fact]
    public void Files_complete_within_quotes_by_what_the_place_takes()
    {
        foreach (var file in (string[])["net.onnx", "dog.png", "notes.txt", ".hidden.png"])
        {
            File.WriteAllText(_folder.File(file), "");
        }

        Directory.CreateDirectory(_folder.File("scans"));
        var at = $"{_folder.Path}/";
        Assert.Equal([$"'{at}dog.png'", $"'{at}scans/"], Of($"PREDICT '{at}"));
        Assert.Equal([$"'{at}net.onnx'", $"'{at}scans/"], Of($"PREDICT dog USING '{at}"));
        Assert.Equal([$"'{at}net.onnx'", $"'{at}notes.txt'"], Of($"CREATE MODEL m FROM '{at}n"));
        Assert.Equal([$"'{at}.hidden.png'"], Of($"PREDICT '{at}.h"));
        Assert.Empty(Of($"PREDICT '{at}nowhere/"));
        Assert.Equal([$"{at}net.onnx", $"{at}notes.txt"], Of($".read {at}n"));
    }

    [Fact]
    public void Parameters_with_a_value_are_offered() => Assert.Equal(["@image"], Of("PREDICT @im"));

    [Fact]
    public void Dot_commands_and_their_words_complete()
    {
        Assert.Equal([".heatmap", ".help"], Of(".he").Order(StringComparer.Ordinal));
        Assert.Equal(["box"], Of(".mode b"));
        Assert.Equal(["on", "off"], Of(".timer "));
        Assert.Empty(Of(".nonsense x"));
    }

    [Fact]
    public void The_catalogs_names_and_a_models_labels_are_found()
    {
        File.WriteAllText(_folder.File("labels.txt"), "healthy\nill\n");
        using var workspace = new Workspace(null);
        workspace.Session.Execute($"CREATE MODEL chest FROM '{Repository.Model}' WITH (labels = '{_folder.File("labels.txt")}')").ToList();
        var names = new WorkspaceNames(workspace, new Dictionary<string, object?>());
        Assert.Equal(["chest"], Of("DESCRIBE MODEL ch", names));
        Assert.Equal(["'healthy'"], Of("EXPLAIN OCCLUSION ON x USING chest FOR CLASS h", names));
        Assert.Equal(["'healthy'"], Of("EXPLAIN OCCLUSION ON x USING \"Chest\" FOR CLASS 'h", names));
        Assert.Empty(Of("EXPLAIN OCCLUSION ON x USING nothing FOR CLASS 'h", names));
        Assert.Equal(["auto", "incremental", "naive"], Of("SET executor = ", names).Where(w => !w.StartsWith('\'')));
        Assert.Equal(["on", "off"], Of("SET rule.CutToRuntime = o", names));
    }

    [Fact]
    public void Within_SQL_tables_follow_FROM_and_columns_everything_else()
    {
        using var workspace = new Workspace(null);
        workspace.Session.Execute("CREATE TABLE lesions (image TEXT, y INTEGER)").ToList();
        var names = new WorkspaceNames(workspace, new Dictionary<string, object?>());
        Assert.Equal(["lesions"], Of("SELECT * FROM le", names));
        Assert.Equal(["lesions"], Of("SELECT * FROM a JOIN le", names));
        Assert.Equal(["lesions"], Of("INSERT INTO le", names));
        Assert.Equal(["deletion_auc"], Of("SELECT del", names).Where(n => n != "DELETE"));
        Assert.Equal(["predicted"], Of("SELECT image, predi", names).Where(n => n != "PREDICT"));
        Assert.Contains("score", Of("SELECT image FROM lesions WHERE s", names));
    }

    [Fact]
    public void The_common_prefix_ignores_case() => Assert.Equal("mo", new Candidates(0, [new("models"), new("MOdify"), new("moon")]).CommonPrefix());

    [Fact]
    public void A_menu_never_fills_the_screen_and_says_what_it_hides()
    {
        var menu = new CompletionMenu(new Candidates(0, [.. Enumerable.Range(0, 100).Select(i => new Candidate($"candidate{i:00}"))]), "c");
        Assert.Equal(7, menu.Rows(40).Count);
        Assert.Equal("… and 82 more", menu.Rows(40)[^1]);
        Assert.Equal("c", menu.Text);
        menu.Move(-1);
        Assert.Equal("candidate99", menu.Text);
        Assert.Contains(menu.Rows(40), row => row.Contains("\u001b[7mcandidate99\u001b[0m", StringComparison.Ordinal));
        menu.Move(1);
        Assert.Equal("candidate00", menu.Text);
        menu.Undo();
        Assert.Equal("c", menu.Text);
    }

    private sealed class Names : INames
    {
        public IEnumerable<string> Parameters => ["image", "size"];

        public IEnumerable<string> Of(NameKind kind, string? of) => kind switch
        {
            NameKind.Image => ["dog", "my dog", "ON"],
            NameKind.Setting => ["threads", "rule.Cut"],
            NameKind.SettingValue => ["on", "off"],
            NameKind.ClassLabel => ["tabby", "tiger's"],
            _ => [],
        };
    }
}
