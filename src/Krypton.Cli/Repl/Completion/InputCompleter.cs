namespace Krypton.Cli.Repl.Completion;

/// <summary>Completes dot commands and statements.</summary>
internal sealed class InputCompleter(ICompleter commands, ICompleter statements) : ICompleter
{
    public Candidates At(string text, int cursor) => (text.TrimStart().StartsWith('.') ? commands : statements).At(text, cursor);
}
