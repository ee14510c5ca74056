namespace Krypton.Cli.Repl;

/// <summary>Where the REPL gets what the user types.</summary>
internal interface IStatementReader
{
    /// <summary>The next statements or dot command, complete; empty when the user gave up the line; null at the end.</summary>
    string? Read();
}
