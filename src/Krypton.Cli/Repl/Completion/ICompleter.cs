namespace Krypton.Cli.Repl.Completion;

/// <summary>Knows what a text may go on with.</summary>
internal interface ICompleter
{
    Candidates At(string text, int cursor);
}
