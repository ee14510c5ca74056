using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Krypton.Results;

namespace Krypton.Data.Reading;

/// <summary>What a result set's columns are, in ADO.NET's two forms.</summary>
internal static class ColumnSchema
{
    public static string TypeName(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "BOOLEAN",
        TypeCode.Int32 => "INTEGER",
        TypeCode.Int64 => "BIGINT",
        TypeCode.Single => "REAL",
        TypeCode.Double => "DOUBLE",
        _ => "TEXT",
    };

    public static ReadOnlyCollection<DbColumn> Columns(IReadOnlyList<Column> columns) => new([.. columns.Select((c, i) => (DbColumn)new Described(c, i))]);

    public static DataTable Table(IReadOnlyList<Column> columns)
    {
        var table = new DataTable("SchemaTable") { Locale = CultureInfo.InvariantCulture };
        (string Name, Type Type, Func<DbColumn, object?> Value)[] facts =
        [
            (SchemaTableColumn.ColumnName, typeof(string), c => c.ColumnName),
            (SchemaTableColumn.ColumnOrdinal, typeof(int), c => c.ColumnOrdinal),
            (SchemaTableColumn.ColumnSize, typeof(int), c => c.ColumnSize),
            (SchemaTableColumn.NumericPrecision, typeof(short), c => (short?)c.NumericPrecision),
            (SchemaTableColumn.NumericScale, typeof(short), c => (short?)c.NumericScale),
            (SchemaTableColumn.DataType, typeof(Type), c => c.DataType),
            (SchemaTableColumn.ProviderType, typeof(int), c => (int)Type.GetTypeCode(c.DataType)),
            ("DataTypeName", typeof(string), c => c.DataTypeName),
            (SchemaTableColumn.IsLong, typeof(bool), c => c.IsLong),
            (SchemaTableColumn.AllowDBNull, typeof(bool), c => c.AllowDBNull),
            (SchemaTableOptionalColumn.IsReadOnly, typeof(bool), c => c.IsReadOnly),
            (SchemaTableColumn.IsUnique, typeof(bool), c => c.IsUnique),
            (SchemaTableColumn.IsKey, typeof(bool), c => c.IsKey),
            (SchemaTableOptionalColumn.IsAutoIncrement, typeof(bool), c => c.IsAutoIncrement),
            (SchemaTableColumn.IsExpression, typeof(bool), c => c.IsExpression),
            (SchemaTableColumn.BaseSchemaName, typeof(string), c => c.BaseSchemaName),
            (SchemaTableColumn.BaseTableName, typeof(string), c => c.BaseTableName),
            (SchemaTableColumn.BaseColumnName, typeof(string), c => c.BaseColumnName),
        ];
        foreach (var (name, type, _) in facts)
        {
            table.Columns.Add(name, type);
        }

        foreach (var column in Columns(columns))
        {
            table.Rows.Add([.. facts.Select(f => f.Value(column) ?? DBNull.Value)]);
        }

        return table;
    }

    private sealed class Described : DbColumn
    {
        public Described(Column column, int ordinal)
        {
            (ColumnName, ColumnOrdinal, DataType, DataTypeName) = (column.Name, ordinal, column.Type, TypeName(column.Type));
            (AllowDBNull, IsReadOnly, IsUnique, IsKey, IsAutoIncrement, IsExpression, IsLong) = (true, true, false, false, false, true, false);
            ColumnSize = column.Type == typeof(string) ? int.MaxValue : column.Type == typeof(bool) ? 1 : column.Type == typeof(long) || column.Type == typeof(double) ? 8 : 4;
        }
    }
}
