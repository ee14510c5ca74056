using Krypton.Catalog;
using Krypton.Cli.Options;
using Krypton.Cli.Output;
using Krypton.Cli.Repl;
using Krypton.Cli.Terminal;

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
                Invocation.ShowHelp => Say(output, HelpText.Page),
                Invocation.ShowVersion => Say(output, $"krypton {ProgramVersion.Text}"),
                Invocation.Wrong wrong => Refuse(error, $"{wrong.Message}{error.NewLine}'krypton --help' lists the options"),
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

        Database database;
        try
        {
            database = Database.Open(run.Database);
        }
        catch (CatalogException e)
        {
            return Refuse(error, e.Message);
        }

        using (database)
        {
            var progress = run.Progress && terminal is { ErrorIsTerminal: true, Escapes: true } ? new ProgressBar(error, terminal.Width) : null;
            var runner = new ScriptRunner(database.CreateSession(), run.Parameters, Printer(run.Format, output, error, terminal), progress, output, error, terminal);
            if (interactive)
            {
                return ReplLoop.Run(StatementReaders.For(input, output, error, terminal), runner, output, error, interruption);
            }

            using var running = interruption.Begin();
            IEnumerable<Func<int>> steps = scripts.Select(script => (Func<int>)(() => runner.Run(script.Text, script.File, running.Token)));
            return (run.Batch ? [runner.BeginBatch, .. steps, () => runner.RunBatch(running.Token)] : steps).Select(step => step()).FirstOrDefault(status => status != ExitStatus.Success);
        }
    }

    private static IResultPrinter Printer(OutputFormat format, TextWriter output, TextWriter error, TerminalCapabilities terminal)
    {
        var asides = new Asides(error);
        return format switch
        {
            OutputFormat.Table => new TablePrinter(output, asides, terminal),
            OutputFormat.Csv => new CsvPrinter(output, asides),
            OutputFormat.Json => new JsonPrinter(output, asides),
            _ => throw new InvalidOperationException($"no printer for {format}"),
        };
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
