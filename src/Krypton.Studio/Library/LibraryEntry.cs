using Krypton.Sql.Ast;

namespace Krypton.Studio.Library;

/// <summary>A named image or model.</summary>
/// <param name="Options">How a model wants its image; empty for images.</param>
internal sealed record LibraryEntry(ObjectKind Kind, string Name, string Path, IReadOnlyDictionary<string, string> Options);
