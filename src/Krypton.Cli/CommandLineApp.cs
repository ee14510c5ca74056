using Krypton.Catalog;
using Krypton.Cli.Options;
using Krypton.Cli.Output;
using Krypton.Cli.Repl;
using Krypton.Cli.Repl.Completion;
using Krypton.Cli.Terminal;
using Krypton.Results;
using Krypton.Studio;

namespace Krypton.Cli;

/// <summary>The program, but for the console it runs on.</summary>
internal static class CommandLineApp
{
    /// <summary>Does what the arguments ask for and returns the exit status.</summary>
    public static int Run(string[] args, TextReader input, TextWriter output, TextWriter error, TerminalCapabilities terminal, Interruption? interruption = null)
    {
        try
        {
            var status = CommandLine.Parse(args) switch
            {
                Invocation.ShowHelp help => Say(output, help.Whole ? HelpText.Page : HelpText.Summary),
                Invocation.ShowVersion => Say(output, $"krypton {ProgramVersion.Text}"),
                Invocation.Wrong wrong => Refuse(error, $"{wrong.Message}{error.NewLine}'krypton --help' lists the options"),
                Invocation.Studio studio => Serve(studio, output, error, interruption ?? new Interruption()),
                Invocation.Run run => Run(run, input, output, error, terminal, interruption ?? new Interruption()),
                var other => throw new InvalidOperationException($"nothing runs {other.GetType().Name}"),
            };
            Flush(output);
            return status;
        }
        catch (Exception e)
        {
            ErrorText.Write(e, error);
            return ExitStatus.Failed;
        }
    }

    private static int Run(
        Invocation.Run run, TextReader input, TextWriter output, TextWriter error, TerminalCapabilities terminal, Interruption interruption)
    {
        var interactive = run.Scripts.Count == 0 && terminal.InputIsTerminal;
        var scripts = new List<(string? File, string Text)>();
        foreach (var source in run.Scripts.Count > 0 || interactive ? run.Scripts : [ScriptSource.StandardInput])
        {
            try
            {
                scripts.Add((source.File, source.Read(input)));
            }
            catch (IOException e)
            {
                return Refuse(error, e.Message);
            }
        }

        Workspace workspace;
        try
        {
            workspace = new Workspace(run.Database);
        }
        catch (CatalogException e)
        {
            return Refuse(error, e.Message);
        }

        using (workspace)
        {
            terminal = terminal.With(run.Color);
            return interactive
                ? Talk(run, workspace, input, output, error, terminal, interruption)
                : RunScripts(run, scripts, workspace, output, error, terminal, interruption);
        }
    }

    private static int Serve(Invocation.Studio studio, TextWriter output, TextWriter error, Interruption interruption)
    {
        using var running = interruption.Begin();
        return StudioCommand.Run(studio.Options, output, running.Token) is { } mistake ? Refuse(error, mistake) : ExitStatus.Success;
    }

    private static int Talk(
        Invocation.Run run, Workspace workspace, TextReader input, TextWriter output, TextWriter error, TerminalCapabilities terminal, Interruption interruption)
    {
        var keys = terminal is { OutputIsTerminal: true, Escapes: true } ? new ConsoleKeys() : null;
        terminal = keys?.Learn(output, terminal) ?? terminal;
        using var display = new Display(output, error, terminal) { Format = run.Format };
        var shell = new Shell(workspace, display, Runner(run, workspace, display, error, terminal), output, interruption);
        IStatementReader reader = keys is null
            ? new PlainReader(input, error)
            : new LineEditor(
                keys,
                new EditorScreen(output),
                History.Open(HistoryFile.Path(Environment.GetEnvironmentVariable)),
                new InputCompleter(new CommandCompleter(), new StatementCompleter(new WorkspaceNames(workspace, run.Parameters))),
                terminal.Styled);
        return ReplLoop.Run(reader, shell, error);
    }

    private static int RunScripts(
        Invocation.Run run, List<(string? File, string Text)> scripts, Workspace workspace, TextWriter output, TextWriter error, TerminalCapabilities terminal, Interruption interruption)
    {
        using var display = new Display(output, error, terminal) { Format = run.Format };
        var runner = Runner(run, workspace, display, error, terminal);
        using var running = interruption.Begin();
        IEnumerable<Func<int>> steps = scripts.Select(script => (Func<int>)(() => runner.Run(script.Text, script.File, running.Token)));
        return (run.Batch ? [runner.BeginBatch, .. steps, () => runner.RunBatch(running.Token)] : steps).Select(step => step()).FirstOrDefault(status => status != ExitStatus.Success);
    }

    private static ScriptRunner Runner(Invocation.Run run, Workspace workspace, Display display, TextWriter error, TerminalCapabilities terminal)
    {
        string Draw(Heatmap map) => display.Preview is { } shown ? TerminalHeatmap.Characters(map, shown) : "";
        var progress = run.Progress && terminal is { ErrorIsTerminal: true, Escapes: true } ? new ProgressBar(error, terminal.Width, picture: Draw) : null;
        return new ScriptRunner(workspace, run.Parameters, display, progress, error, terminal);
    }

    private static void Flush(TextWriter output)
    {
        try
        {
            output.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(e);
        }
    }

    private static int Say(TextWriter output, string text)
    {
        output.WriteLine(text);
        return ExitStatus.Success;
    }

    private static int Refuse(TextWriter error, string message)
    {
        error.WriteLine($"krypton: {message}");
        return ExitStatus.Usage;
    }
}
