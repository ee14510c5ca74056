using Krypton.Sql.Editing;

namespace Krypton.Cli.Repl.Completion;

/// <summary>Completes statements: what may stand at the cursor is the parser's answer, the names are the catalog's.</summary>
internal sealed class StatementCompleter(INames names) : ICompleter
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"];

    public Candidates At(string text, int cursor) =>
        SqlCompletion.At(text, cursor) is { } place
            ? new Candidates(place.Start, [.. Names(place).Concat(Keywords(place)).Concat(Files(place)).Concat(Parameters(place)).DistinctBy(c => c.Text)])
            : Candidates.None;

    private static IEnumerable<Candidate> Keywords(CompletionPlace place)
    {
        // Who types in small letters goes on in them.
        var small = place.Typed.Length > 0 && !place.Typed.Any(char.IsUpper);
        return place.Keywords.Where(k => Begins(k, place.Typed)).Select(k => new Candidate(small ? k.ToLowerInvariant() : k));
    }

    private IEnumerable<Candidate> Names(CompletionPlace place)
    {
        if (place.Names == NameKind.None || (place.Quote == '\'' && place.Names != NameKind.ClassLabel))
        {
            return [];
        }

        var matching = names.Of(place.Names, place.Of).Where(name => Begins(name, place.Typed));
        return place.Names switch
        {
            NameKind.ClassLabel => matching.Select(name => new Candidate(Quoted(name, '\''), name)),
            NameKind.Setting => matching.Select(name => new Candidate(name)),
            NameKind.Column => matching.Select(name => new Candidate(IsWord(name, SqlTokenKind.Name, SqlTokenKind.Keyword) ? name : Quoted(name, '"'), name)),
            NameKind.SettingValue => matching.Select(name => new Candidate(IsWord(name, SqlTokenKind.Name, SqlTokenKind.Keyword) ? name : Quoted(name, '\''), name)),
            _ => matching.Select(name => new Candidate(place.Quote is null && IsWord(name, SqlTokenKind.Name) ? name : Quoted(name, '"'), name)),
        };
    }

    private static IEnumerable<Candidate> Files(CompletionPlace place)
    {
        var wanted = place.TakesString && (place.Quote == '\'' || place.Typed.Length == 0)
            && (place.Names is not (NameKind.ClassLabel or NameKind.SettingValue or NameKind.OptionValue) || place.Of?.Equals("labels", StringComparison.OrdinalIgnoreCase) == true);
        string[] endings = place.Names switch { NameKind.Model => [".onnx"], NameKind.Image => Pictures, _ => [] };
        return wanted ? FileNames.Beginning(place.Typed, endings).Select(File) : [];
    }

    private IEnumerable<Candidate> Parameters(CompletionPlace place) =>
        place.TakesParameter ? names.Parameters.Select(p => $"@{p}").Where(p => Begins(p, place.Typed)).Select(p => new Candidate(p)) : [];

    private static Candidate File(string path) =>
        path.EndsWith('/') ? new Candidate(Quoted(path, '\'')[..^1], path, Ends: false) : new Candidate(Quoted(path, '\''), path);

    /// <summary>Whether the name means itself without quotes.</summary>
    private static bool IsWord(string name, params SqlTokenKind[] kinds) =>
        SqlTokens.Of(name) is [{ Start: 0 } only] && only.Length == name.Length && name[0] != '"' && kinds.Contains(only.Kind);

    private static string Quoted(string text, char quote) => $"{quote}{text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}";

    private static bool Begins(string text, string typed) => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
