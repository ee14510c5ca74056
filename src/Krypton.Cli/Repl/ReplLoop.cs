namespace Krypton.Cli.Repl;

/// <summary>Reads, runs and prints until the user leaves; errors end a statement, never the loop.</summary>
internal static class ReplLoop
{
    public static int Run(IStatementReader reader, ScriptRunner runner, TextWriter output, TextWriter error, Interruption interruption)
    {
        output.WriteLine($"Krypton {ProgramVersion.Text} explains what image classifiers look at");
        output.WriteLine("statements end with ; and .help shows some, .quit leaves");
        output.Flush();
        while (reader.Read() is { } text)
        {
            if (DotCommand.Is(text))
            {
                switch (DotCommand.Name(text))
                {
                    case "quit" or "exit":
                        return ExitStatus.Success;
                    case "help":
                        output.WriteLine(HelpText.Repl);
                        output.Flush();
                        break;
                    default:
                        error.WriteLine($"error: there is no command '{text.Trim()}'; commands are .help and .quit");
                        break;
                }
            }
            else
            {
                using var running = interruption.Begin();
                runner.Run(text, null, running.Token);
            }
        }

        return ExitStatus.Success;
    }
}
