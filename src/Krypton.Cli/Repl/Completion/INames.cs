using Krypton.Sql.Editing;

namespace Krypton.Cli.Repl.Completion;

/// <summary>The names that statements may use.</summary>
internal interface INames
{
    /// <summary>The names of that kind, as they are without quotes.</summary>
    /// <param name="of">The model, setting or option they belong to, as written.</param>
    IEnumerable<string> Of(NameKind kind, string? of);

    /// <summary>The parameters that have a value, without the at sign.</summary>
    IEnumerable<string> Parameters { get; }
}
