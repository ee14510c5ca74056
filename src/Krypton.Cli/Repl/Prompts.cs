namespace Krypton.Cli.Repl;

/// <summary>What stands before the first and before the other lines of a statement.</summary>
internal static class Prompts
{
    public const string First = "krypton> ";
    public const string Continued = "   ...> ";
}
