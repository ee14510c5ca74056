using Krypton.Catalog;
using Krypton.Cli.Options;
using Krypton.Cli.Output;
using Krypton.Sql;

namespace Krypton.Cli.Repl.Commands;

/// <summary>Every dot command. One that is added here completes, and a test asks for it in the help.</summary>
internal static class DotCommands
{
    private static readonly string[] OnOff = ["on", "off"];

    public static IReadOnlyList<DotCommand> All { get; } =
    [
        new("help", "", "show examples, commands and keys", (shell, _) => shell.Say(HelpText.Repl)),
        new("mode", string.Join('|', Word.All<OutputFormat>()), "how answers are printed", Mode) { Choices = Word.All<OutputFormat>() },
        new("heatmap", string.Join('|', Word.All<HeatmapDisplay>()), "pictures, and how they are drawn", Heatmap) { Choices = Word.All<HeatmapDisplay>() },
        new("plan", "on|off", "show the plan before each explanation", (shell, text) => Switch("plan", text, shell.Display.Plan, on => shell.Display.Plan = on, shell)) { Choices = OnOff },
        new("timer", "on|off", "show what each answer took", (shell, text) => Switch("timer", text, shell.Display.Timer, on => shell.Display.Timer = on, shell)) { Choices = OnOff },
        new("output", "[FILE]", "write answers to a file; without a name, here again", Output) { TakesFile = true },
        new("read", "FILE", "run the statements in a file", Read) { TakesFile = true },
        new("open", "[FILE]", "change to another catalog; without a name, to an empty one", Open) { TakesFile = true },
        new("quit", "", "leave; so do .exit and Ctrl-D", (shell, _) => shell.Leave()),
    ];

    public static DotCommand? Find(string name) => All.FirstOrDefault(c => c.Name == (name.ToLowerInvariant() is var small && small == "exit" ? "quit" : small));

    /// <summary>Does what the text says.</summary>
    /// <exception cref="DotCommandException">There is no such command, or it cannot be done.</exception>
    public static void Run(string text, Shell shell)
    {
        var (name, argument) = Input.Command(text);
        if (Find(name) is not { } command)
        {
            var nearest = NameSuggestions.Nearest(name, All.Select(c => c.Name));
            throw new DotCommandException($"there is no command '.{name}'; {(nearest is null ? ".help lists them" : $"did you mean .{nearest}?")}");
        }

        if (command.Arguments.Length == 0 && argument.Length > 0)
        {
            throw new DotCommandException($".{command.Name} takes nothing, not '{argument}'");
        }

        command.Run(shell, argument);
    }

    private static void Mode(Shell shell, string text) => Choose<OutputFormat>("mode", text, shell.Display.Format, format => shell.Display.Format = format, shell);

    private static void Heatmap(Shell shell, string text) => Choose<HeatmapDisplay>("heatmap", text, shell.Display.Pictures, pictures => shell.Display.Pictures = pictures, shell);

    private static void Choose<T>(string name, string text, T now, Action<T> set, Shell shell)
        where T : struct, Enum
    {
        if (text.Length == 0)
        {
            shell.Say($"{name} is {Word.Of(now)}");
            return;
        }

        set(Word.Parse<T>(text) ?? throw new DotCommandException(Wrong(name, text, Word.All<T>())));
    }

    private static void Switch(string name, string text, bool now, Action<bool> set, Shell shell)
    {
        switch (text.ToUpperInvariant())
        {
            case "":
                shell.Say($"{name} is {(now ? "on" : "off")}");
                break;
            case "ON" or "OFF":
                set(text.Equals("on", StringComparison.OrdinalIgnoreCase));
                break;
            default:
                throw new DotCommandException(Wrong(name, text, OnOff));
        }
    }

    private static string Wrong(string name, string text, IReadOnlyList<string> choices) =>
        $".{name} is {string.Join(", ", choices.SkipLast(1))} or {choices[^1]}, not '{text}'" +
        (NameSuggestions.Nearest(text, choices) is { } nearest ? $"; did you mean {nearest}?" : "");

    private static void Output(Shell shell, string path) => Guard(() => shell.Display.SendTo(path.Length == 0 ? null : path), $"cannot write '{path}'");

    private static void Read(Shell shell, string path)
    {
        if (path.Length == 0)
        {
            throw new DotCommandException(".read takes the name of a file with statements");
        }

        var script = "";
        Guard(() => script = File.ReadAllText(path), File.Exists(path) ? $"cannot read '{path}'" : $"there is no file '{path}'");
        shell.RunStatements(script, path);
    }

    private static void Open(Shell shell, string path)
    {
        try
        {
            shell.Workspace.Open(path.Length == 0 ? null : path);
        }
        catch (CatalogException e)
        {
            throw new DotCommandException(e.Message.TrimEnd('.'));
        }
    }

    private static void Guard(Action action, string problem)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DotCommandException(problem.StartsWith("there is no", StringComparison.Ordinal) ? problem : $"{problem}: {e.Message.TrimEnd('.')}");
        }
    }
}
