namespace Krypton.Sql.Editing;

/// <summary>What a piece of text is to the language.</summary>
public enum SqlTokenKind
{
    Keyword,
    Name,
    String,
    Number,
    Parameter,
    Punctuation,
    Comment,

    /// <summary>A character the language has no use for.</summary>
    Unknown,
}

/// <summary>A piece of text: 0-based start and length in characters, and what it is. One that is not closed yet is what it will be.</summary>
public readonly record struct SqlToken(int Start, int Length, SqlTokenKind Kind);
