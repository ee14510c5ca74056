namespace Krypton.Cli;

/// <summary>What people see of a mistake of ours: one line, and the stack trace only where they ask for it.</summary>
internal static class UnexpectedError
{
    public static void Report(Exception e, TextWriter error)
    {
        error.WriteLine($"error: unexpected {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}. This is a mistake in Krypton: please report it with the statement (KRYPTON_DEBUG=1 shows where it happened)");
        if (Environment.GetEnvironmentVariable("KRYPTON_DEBUG") == "1")
        {
            error.WriteLine(e);
        }
    }
}
