namespace Krypton.Sql.Editing;

/// <summary>Which names may stand at a place.</summary>
public enum NameKind
{
    None,

    /// <summary>A name of any object: the grammar does not say which.</summary>
    Any,
    Model,

    /// <summary>An image or a collection.</summary>
    Image,
    Collection,
    View,
    Setting,

    /// <summary>The value of the setting in <see cref="CompletionPlace.Of"/>.</summary>
    SettingValue,

    /// <summary>The key of an option in parentheses.</summary>
    Option,

    /// <summary>The value of the option in <see cref="CompletionPlace.Of"/>.</summary>
    OptionValue,

    /// <summary>A view or a table, within SQL.</summary>
    Relation,

    /// <summary>A column, a function, or what it belongs to, within SQL.</summary>
    Column,

    /// <summary>A class of the model in <see cref="CompletionPlace.Of"/>.</summary>
    ClassLabel,
}

/// <summary>What may stand where a text is being typed.</summary>
/// <param name="Start">Where the word being typed begins, its quote included; the cursor when none is.</param>
/// <param name="Typed">What has been typed of it, without its quote.</param>
/// <param name="Quote">The quote that opens the word; null for a bare one.</param>
/// <param name="Keywords">Keywords that may stand here, in capitals, in the order of the grammar.</param>
/// <param name="Names">Names that may stand here.</param>
/// <param name="Of">The model, setting or option the names belong to, as written.</param>
/// <param name="TakesString">Whether a string may stand here: a file's name, unless <paramref name="Names"/> says otherwise.</param>
/// <param name="TakesParameter">Whether a parameter may stand here.</param>
public sealed record CompletionPlace(
    int Start, string Typed, char? Quote, IReadOnlyList<string> Keywords, NameKind Names, string? Of, bool TakesString, bool TakesParameter);
