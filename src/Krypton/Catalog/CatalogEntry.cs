using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Catalog;

/// <summary>A named model, image or collection: the file or pattern it comes from, absolute, and a model's options.</summary>
public sealed record CatalogEntry(ObjectKind Kind, string Name, string Path, Seq<KeyValuePair<string, string>> Options);
