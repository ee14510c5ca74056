using Krypton.Cli.Repl;
using Krypton.Cli.Repl.Completion;

namespace Krypton.Tests.Cli;

public class LineEditorTests
{
    private readonly History _history = History.Open(null);

    private string? Typed(params object[] keys) => new LineEditor(new Keys(keys), new EditorScreen(TextWriter.Null), _history, new Words("SHOW", "SETTINGS", "SETS", "SET"), styled: false).Read();

    [Fact]
    public void Enter_ends_a_complete_statement_and_continues_another() =>
        Assert.Equal("SHOW\nMODELS;", Typed("SHOW", ConsoleKey.Enter, "MODELS;", ConsoleKey.Enter));

    [Fact]
    public void Enter_ends_dot_commands_and_nothing_at_all()
    {
        Assert.Equal(".quit", Typed(".quit", ConsoleKey.Enter));
        Assert.Equal("exit", Typed("exit", ConsoleKey.Enter));
        Assert.Equal("", Typed(ConsoleKey.Enter));
    }

    [Fact]
    public void Control_c_gives_up_the_line_and_control_d_ends_only_an_empty_one()
    {
        Assert.Equal("", Typed("SHOW", Control(ConsoleKey.C)));
        Assert.Null(Typed(Control(ConsoleKey.D)));
        Assert.Equal("b;", Typed("ab;", Control(ConsoleKey.A), Control(ConsoleKey.D), ConsoleKey.Enter));
    }

    [Fact]
    public void Readline_keys_edit() =>
        Assert.Equal("SHOW SETTINGS;", Typed("x SETS;", Control(ConsoleKey.A), Control(ConsoleKey.D), "SHOW", Control(ConsoleKey.E), ConsoleKey.LeftArrow, ConsoleKey.Backspace, "TINGS", ConsoleKey.Enter));

    [Fact]
    public void Up_recalls_earlier_statements_and_down_returns_to_what_was_typed()
    {
        Typed("a;", ConsoleKey.Enter);
        Typed("b", ConsoleKey.Enter, "c;", ConsoleKey.Enter);
        Assert.Equal("a;", Typed(ConsoleKey.UpArrow, ConsoleKey.UpArrow, ConsoleKey.UpArrow, ConsoleKey.Enter));
        Assert.Equal("d;", Typed("d", ConsoleKey.UpArrow, ConsoleKey.UpArrow, ConsoleKey.DownArrow, ConsoleKey.DownArrow, ";", ConsoleKey.Enter));
        Assert.Equal(["a;", "b\nc;", "a;", "d;"], Enumerable.Range(0, _history.Count).Select(i => _history[i]));
    }

    [Fact]
    public void Dot_commands_are_not_recalled()
    {
        Typed(".help", ConsoleKey.Enter);
        Assert.Equal(0, _history.Count);
    }

    [Fact]
    public void Dot_commands_with_an_argument_are()
    {
        Typed(".mode csv", ConsoleKey.Enter);
        Assert.Equal(".mode csv", _history[0]);
    }

    [Fact]
    public void Tab_completes_the_only_candidate_with_a_space() => Assert.Equal("SHOW ;", Typed("sh", ConsoleKey.Tab, ";", ConsoleKey.Enter));

    [Fact]
    public void Tab_writes_what_candidates_have_in_common_and_then_goes_through_them()
    {
        Assert.Equal("SET;", Typed("s", ConsoleKey.Tab, ";", Control(ConsoleKey.A), Control(ConsoleKey.K), "se", ConsoleKey.Tab, ";", ConsoleKey.Enter));
        Assert.Equal("SETTINGS;", Typed("se", ConsoleKey.Tab, ConsoleKey.Tab, ";", ConsoleKey.Enter));
        Assert.Equal("SETS;", Typed("se", ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Tab, ";", ConsoleKey.Enter));
        Assert.Equal("SETTINGS;", Typed("se", ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Tab, ";", ConsoleKey.Enter));
        Assert.Equal("SET;", Typed("se", ConsoleKey.Tab, new ConsoleKeyInfo('\t', ConsoleKey.Tab, true, false, false), ";", ConsoleKey.Enter));
    }

    [Fact]
    public void Escape_takes_a_candidate_back_and_enter_takes_it_without_running_it()
    {
        Assert.Equal("SET;", Typed("se", ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Escape, ";", ConsoleKey.Enter));
        Assert.Equal("SETTINGS;", Typed("se;", ConsoleKey.LeftArrow, ConsoleKey.Tab, ConsoleKey.Tab, ConsoleKey.Enter, ConsoleKey.Enter));
    }

    [Fact]
    public void Tab_without_candidates_indents_an_empty_line() => Assert.Equal("x\n  ;", Typed("x", ConsoleKey.Enter, ConsoleKey.Tab, ";", ConsoleKey.Enter));

    [Fact]
    public void Pasted_lines_wait_for_enter_and_their_tabs_complete_nothing() =>
        Assert.Equal("a;\nsh    b;", Typed(new Stroke.Paste("a;\nsh\tb;\n"), ConsoleKey.Enter));

    [Fact]
    public void What_a_terminal_says_of_itself_is_not_typed() => Assert.Equal("a;", Typed("a", new Stroke.Sequence("?62;4c"), ";", ConsoleKey.Enter));

    [Fact]
    public void Control_r_finds_earlier_statements_from_the_latest_on()
    {
        foreach (var statement in (string[])["SHOW one;", "SHOW two;", "SET three;"])
        {
            Typed(statement, ConsoleKey.Enter);
        }

        var search = Control(ConsoleKey.R);
        Assert.Equal("SHOW two;", Typed(search, "show", ConsoleKey.Enter));
        Assert.Equal("SHOW one;", Typed(search, "on", ConsoleKey.Enter));
        Assert.Equal("SHOW two;", Typed(search, "sho", search, ConsoleKey.Enter));
        Assert.Equal("SHOW one;", Typed(search, "sho", search, search, search, ConsoleKey.Enter));
        Assert.Equal("SHOW two!;", Typed(search, "twx", ConsoleKey.Backspace, "o", ConsoleKey.RightArrow, ConsoleKey.LeftArrow, "!", ConsoleKey.Enter));
        Assert.Equal("typed;", Typed("typed", search, "one", Control(ConsoleKey.G), ";", ConsoleKey.Enter));
        Assert.Equal("typed;", Typed("typed", search, "nothing holds this", ConsoleKey.Enter, ";", ConsoleKey.Enter));
    }

    private sealed class Words(params string[] words) : ICompleter
    {
        public Candidates At(string text, int cursor)
        {
            var start = text.LastIndexOf('\n', Math.Max(0, cursor - 1)) + 1;
            var typed = text[start..cursor];
            return new Candidates(start, typed.Length == 0 ? [] : [.. words.Where(w => w.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(w => new Candidate(w))]);
        }
    }

    private static ConsoleKeyInfo Control(ConsoleKey key) => new((char)(key - ConsoleKey.A + 1), key, false, false, true);

    /// <summary>Texts, keys, and keys with modifiers, one after the other.</summary>
    private sealed class Keys(object[] pressed) : IKeys
    {
        private readonly Queue<Stroke> _keys = new(pressed.SelectMany(Pressed));

        public int Width => 80;

        public int Height => 24;

        public bool Waiting => false;

        public bool TakesInterrupts
        {
            set => Assert.True(value || _keys.Count == 0);
        }

        public Stroke Read() => _keys.Dequeue();

        private static IEnumerable<Stroke> Pressed(object what) => what switch
        {
            string text => text.Select(c => new Stroke.Key(new ConsoleKeyInfo(c, default, false, false, false))),
            ConsoleKey key => [new Stroke.Key(new ConsoleKeyInfo(key == ConsoleKey.Enter ? '\r' : '\0', key, false, false, false))],
            Stroke stroke => [stroke],
            _ => [new Stroke.Key((ConsoleKeyInfo)what)],
        };
    }
}
