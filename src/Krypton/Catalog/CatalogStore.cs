using System.Text.Json;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Catalog;

/// <summary>The named models, images and collections of a catalog file.</summary>
internal sealed class CatalogStore(CatalogFile file)
{
    /// <summary>The entry of that name, whatever the case; null when there is none.</summary>
    public CatalogEntry? Find(ObjectKind kind, string name) => List(kind, "AND name = $name COLLATE NOCASE", ("$name", name)).FirstOrDefault();

    public IReadOnlyList<CatalogEntry> List(ObjectKind kind) => List(kind, "");

    /// <summary>Adds or replaces an entry.</summary>
    public void Save(CatalogEntry entry) => file.Change(change => change.Run(
        "INSERT INTO object (kind, name, path, options) VALUES ($kind, $name, $path, $options) ON CONFLICT (kind, name) DO UPDATE SET path = $path, options = $options",
        ("$kind", entry.Kind.ToString()), ("$name", entry.Name), ("$path", entry.Path), ("$options", JsonSerializer.Serialize(entry.Options.ToDictionary()))));

    public void Remove(ObjectKind kind, string name) => file.Change(change =>
        change.Run("DELETE FROM object WHERE kind = $kind AND name = $name COLLATE NOCASE", ("$kind", kind.ToString()), ("$name", name)));

    private IReadOnlyList<CatalogEntry> List(ObjectKind kind, string condition, params (string Name, object Value)[] parameters) => file.Query(
        $"SELECT name, path, options FROM object WHERE kind = $kind {condition} ORDER BY name",
        r => new CatalogEntry(kind, r.GetString(0), r.GetString(1), JsonSerializer.Deserialize<Dictionary<string, string>>(r.GetString(2))!.ToSeq()),
        [("$kind", kind.ToString()), .. parameters]);
}
