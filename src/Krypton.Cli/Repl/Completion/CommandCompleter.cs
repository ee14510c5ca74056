using Krypton.Cli.Repl.Commands;

namespace Krypton.Cli.Repl.Completion;

/// <summary>Completes dot commands and what follows them.</summary>
internal sealed class CommandCompleter : ICompleter
{
    public Candidates At(string text, int cursor)
    {
        var begin = text.IndexOf('.', StringComparison.Ordinal);
        var typed = text[begin..Math.Max(begin, cursor)];
        var space = typed.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return new Candidates(begin, [.. DotCommands.All.Select(c => $".{c.Name}").Where(c => Begins(c, typed)).Select(c => new Candidate(c))]);
        }

        var argument = typed[space..].TrimStart();
        return DotCommands.Find(typed[1..space]) is { } command ? new Candidates(cursor - argument.Length, [.. Arguments(command, argument)]) : Candidates.None;
    }

    private static IEnumerable<Candidate> Arguments(DotCommand command, string typed) =>
        command.Choices.Where(c => Begins(c, typed)).Select(c => new Candidate(c))
            .Concat(command.TakesFile ? FileNames.Beginning(typed).Select(f => new Candidate(f, f, !f.EndsWith('/'))) : []);

    private static bool Begins(string text, string typed) => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
