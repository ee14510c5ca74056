namespace Krypton.Cli.Repl.Completion;

/// <summary>A text that may replace the word being typed.</summary>
/// <param name="Text">What is written.</param>
/// <param name="Shown">What a menu shows.</param>
/// <param name="Ends">Whether a space may follow: a folder, for instance, goes on.</param>
internal sealed record Candidate(string Text, string Shown, bool Ends = true)
{
    public Candidate(string text)
        : this(text, text)
    {
    }
}

/// <summary>Candidates for the text from <paramref name="Start"/> to the cursor.</summary>
internal sealed record Candidates(int Start, IReadOnlyList<Candidate> All)
{
    public static Candidates None { get; } = new(0, []);

    /// <summary>What all begin with, whatever the case.</summary>
    public string CommonPrefix()
    {
        var first = All[0].Text;
        var length = All.Skip(1).Aggregate(first.Length, (length, next) =>
            first.Zip(next.Text).Take(length).TakeWhile(pair => char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second)).Count());
        return first[..length];
    }
}
