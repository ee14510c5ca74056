namespace Krypton.Results;

/// <summary>A column: its name and the .NET type of its values (string, int, long, float, double or bool).</summary>
public sealed record Column(string Name, Type Type);

/// <summary>Rows under named columns. Rows may be computed while they are read; they can be read more than once.</summary>
public sealed record Relation(IReadOnlyList<Column> Columns, IEnumerable<object?[]> Rows)
{
    /// <summary>Rows under columns.</summary>
    public static Relation Of(IReadOnlyList<Column> columns, params IEnumerable<object?[]> rows) => new(columns, rows);
}
