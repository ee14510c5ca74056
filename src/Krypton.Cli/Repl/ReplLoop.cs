using Krypton.Cli.Repl.Commands;

namespace Krypton.Cli.Repl;

/// <summary>Reads, runs and prints until the user leaves; errors end a statement, never the loop.</summary>
internal static class ReplLoop
{
    public static int Run(IStatementReader reader, Shell shell, TextWriter error)
    {
        shell.Say($"Krypton {ProgramVersion.Text} explains what image classifiers look at");
        shell.Say("statements end with ; and .help shows some, .quit leaves");
        while (!shell.HasLeft && reader.Read() is { } text)
        {
            if (!Input.IsCommand(text))
            {
                shell.RunStatements(text, null);
                continue;
            }

            try
            {
                DotCommands.Run(text, shell);
            }
            catch (DotCommandException e)
            {
                error.WriteLine($"error: {e.Message}");
            }
        }

        return ExitStatus.Success;
    }
}
