using System.Diagnostics;
using Krypton.Cli.Output;
using Krypton.Cli.Terminal;
using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Cli;

/// <summary>Runs scripts in one session, prints answers as they come, and turns errors into messages and exit statuses.</summary>
internal sealed class ScriptRunner(
    Workspace workspace, IReadOnlyDictionary<string, object?> parameters, Display display, ProgressBar? progress, TextWriter error, TerminalCapabilities terminal)
{
    private int? _collected;

    /// <summary>From now on explanations are collected, to be planned together.</summary>
    public int BeginBatch()
    {
        _collected = 0;
        workspace.Session.Execute("BEGIN BATCH").ToList();
        return ExitStatus.Success;
    }

    /// <summary>Answers what was collected.</summary>
    public int RunBatch(CancellationToken cancellation)
    {
        var any = _collected > 0;
        _collected = null;
        return any ? Run("RUN BATCH", null, cancellation) : ExitStatus.Success;
    }

    /// <summary>Runs the statements up to the first error.</summary>
    /// <param name="file">Where the script comes from, for errors; null for statements typed by hand.</param>
    public int Run(string script, string? file, CancellationToken cancellation)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            foreach (var result in workspace.Session.Execute(script, parameters, progress, cancellation))
            {
                progress?.Clear();
                if (_collected is not null && result.IsCollected)
                {
                    _collected++;
                    continue;
                }

                Print(result, clock.Elapsed);
                clock.Restart();
            }

            return ExitStatus.Success;
        }
        catch (QueryException e)
        {
            Tell(file is null or "-" ? e.Format() : $"{file}: {e.Format()}");
            return ExitStatus.Failed;
        }
        catch (OperationCanceledException e)
        {
            if (terminal is { ErrorIsTerminal: true, Escapes: true })
            {
                // Over the ^C that the terminal has shown.
                error.Write("\r\u001b[K");
            }

            Tell(e.Message);
            return ExitStatus.Cancelled;
        }
        catch (Exception e)
        {
            progress?.Clear();
            ErrorText.Write(e, error);
            return ExitStatus.Failed;
        }
    }

    /// <exception cref="OutputException">Standard output takes no more.</exception>
    private void Print(QueryResult result, TimeSpan took)
    {
        try
        {
            display.Print(result);
            display.Took(took);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(e);
        }
    }

    private void Tell(string message)
    {
        progress?.Clear();
        display.Output.Flush();
        error.WriteLine(message);
    }
}
