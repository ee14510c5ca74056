namespace Krypton.Cli;

/// <summary>What people see of an error that is not one of a statement.</summary>
internal static class ErrorText
{
    /// <summary>One line; for a mistake of ours a plea to report it, and the stack trace only where KRYPTON_DEBUG asks for it.</summary>
    public static void Write(Exception e, TextWriter error)
    {
        if (e is OutputException)
        {
            error.WriteLine($"error: {e.Message}");
            return;
        }

        var message = e.Message.ReplaceLineEndings(" ").TrimEnd('.');
        error.WriteLine(
            $"error: unexpected {e.GetType().Name}: {message}. This is a mistake in Krypton: please report it with the statement (KRYPTON_DEBUG=1 shows where it happened)");
        if (Environment.GetEnvironmentVariable("KRYPTON_DEBUG") == "1")
        {
            error.WriteLine(e);
        }
    }
}
