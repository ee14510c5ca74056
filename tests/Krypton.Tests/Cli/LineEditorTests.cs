using Krypton.Cli.Repl;

namespace Krypton.Tests.Cli;

public class LineEditorTests
{
    private readonly History _history = History.Open(null);

    private string? Typed(params object[] keys) => new LineEditor(new Keys(keys), new EditorScreen(TextWriter.Null), _history).Read();

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

    private static ConsoleKeyInfo Control(ConsoleKey key) => new((char)(key - ConsoleKey.A + 1), key, false, false, true);

    /// <summary>Texts, keys, and keys with modifiers, one after the other.</summary>
    private sealed class Keys(object[] pressed) : IKeys
    {
        private readonly Queue<ConsoleKeyInfo> _keys = new(pressed.SelectMany(Pressed));

        public int Width => 80;

        public int Height => 24;

        public bool Waiting => false;

        public bool TakesInterrupts
        {
            set => Assert.True(value || _keys.Count == 0);
        }

        public ConsoleKeyInfo Read() => _keys.Dequeue();

        private static IEnumerable<ConsoleKeyInfo> Pressed(object what) => what switch
        {
            string text => text.Select(c => new ConsoleKeyInfo(c, default, false, false, false)),
            ConsoleKey key => [new ConsoleKeyInfo(key == ConsoleKey.Enter ? '\r' : '\0', key, false, false, false)],
            _ => [(ConsoleKeyInfo)what],
        };
    }
}
