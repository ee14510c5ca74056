using System.Data;
using System.Globalization;

namespace Krypton.Data.Connecting;

/// <summary>What <see cref="KryptonConnection.GetSchema()"/> can list.</summary>
internal static class SchemaCollections
{
    public const string MetaData = "MetaDataCollections";

    private static readonly string[] Shown = ["Models", "Images", "Collections", "Views", "Devices", "Settings"];

    /// <exception cref="ArgumentException">There is no such collection.</exception>
    public static DataTable Of(KryptonConnection connection, string collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        if (collection.Equals(MetaData, StringComparison.OrdinalIgnoreCase))
        {
            return Names();
        }

        var name = Shown.FirstOrDefault(s => s.Equals(collection, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"there is no collection '{collection}'; there are {MetaData}, {string.Join(", ", Shown)}", nameof(collection));
        using var command = connection.CreateCommand();
        command.CommandText = $"SHOW {name}";
        using var reader = command.ExecuteReader();
        var table = new DataTable(name) { Locale = CultureInfo.InvariantCulture };
        table.Load(reader);
        return table;
    }

    private static DataTable Names()
    {
        var table = new DataTable(MetaData) { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("CollectionName", typeof(string));
        table.Columns.Add("NumberOfRestrictions", typeof(int));
        table.Columns.Add("NumberOfIdentifierParts", typeof(int));
        foreach (var name in Shown.Prepend(MetaData))
        {
            table.Rows.Add(name, 0, 0);
        }

        return table;
    }
}
