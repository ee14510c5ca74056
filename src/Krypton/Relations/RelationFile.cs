using System.Globalization;
using System.Text.Json;
using Krypton.Imaging;
using Krypton.Output;
using Krypton.Results;
using Krypton.Sql;
using Parquet;
using Parquet.Schema;

namespace Krypton.Relations;

/// <summary>Rows as files: .csv, .json (an array of objects), .parquet, or .npy (numbers only: rows × columns), by the file's ending.</summary>
internal static class RelationFile
{
    private const string Endings = "end the file's name in .csv, .json, .parquet or .npy (numbers only)";

    /// <exception cref="QueryException">The ending is unknown.</exception>
    public static void Check(string path, SourceSpan place)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".json" or ".parquet" or ".npy"))
        {
            throw new QueryException($"'{path}' does not say what to write", place, Endings);
        }
    }

    /// <summary>Writes the whole file or none; returns the number of rows.</summary>
    /// <exception cref="QueryException">It cannot be written.</exception>
    public static int Write(Relation relation, string path, SourceSpan place)
    {
        var rows = relation.Rows.ToList();
        var kept = relation with { Rows = rows };
        var ending = Path.GetExtension(path).ToLowerInvariant();
        if (ending == ".npy" && relation.Columns.FirstOrDefault(c => !IsWhole(c.Type) && !IsReal(c.Type)) is { } other)
        {
            throw new QueryException($"an .npy file holds numbers, and column '{other.Name}' holds others", place, "COPY (SELECT ...) with columns of numbers only, or end the file's name in .csv, .json or .parquet");
        }

        try
        {
            OutputFile.Write(path, Encode(kept, ending));
        }
        catch (ImageException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), place, inner: e);
        }

        return rows.Count;
    }

    /// <param name="ending">With its dot, in lower case.</param>
    public static byte[] Encode(Relation relation, string ending) => ending switch
    {
        ".json" => Json(relation),
        ".parquet" => Parquet(relation),
        ".npy" => Npy(relation),
        _ => CsvText.Encode(relation),
    };

    /// <summary>Rows × columns; what is not there is NaN.</summary>
    private static byte[] Npy(Relation relation)
    {
        var rows = relation.Rows.ToList();
        var values = new float[rows.Count, relation.Columns.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < relation.Columns.Count; column++)
            {
                values[row, column] = rows[row][column] is { } value ? Convert.ToSingle(value, CultureInfo.InvariantCulture) : float.NaN;
            }
        }

        return HeatmapFiles.EncodeNpy(values);
    }

    private static byte[] Json(Relation relation)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartArray();
            foreach (var row in relation.Rows)
            {
                writer.WriteStartObject();
                for (var i = 0; i < row.Length; i++)
                {
                    writer.WritePropertyName(relation.Columns[i].Name);
                    JsonSerializer.Serialize(writer, row[i] is byte[] bytes ? Convert.ToBase64String(bytes) : row[i]);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static byte[] Parquet(Relation relation)
    {
        var rows = relation.Rows.ToList();
        var fields = relation.Columns.Select(Field).ToList();
        using var stream = new MemoryStream();
        Write().GetAwaiter().GetResult();
        return stream.ToArray();

        async Task Write()
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
            using var group = writer.CreateRowGroup();
            for (var i = 0; i < fields.Count; i++)
            {
                await Column(group, fields[i], [.. rows.Select(r => r[i])]).ConfigureAwait(false);
            }
        }
    }

    private static DataField Field(Column column) =>
        IsWhole(column.Type) ? new DataField<long?>(column.Name) : IsReal(column.Type) ? new DataField<double?>(column.Name) : new DataField<string>(column.Name);

    private static Task Column(ParquetRowGroupWriter group, DataField field, object?[] values) =>
        IsWhole(field.ClrType) ? group.WriteAsync<long>(field, values.Select(v => v is null ? (long?)null : Convert.ToInt64(v, CultureInfo.InvariantCulture)).ToArray())
        : IsReal(field.ClrType) ? group.WriteAsync<double>(field, values.Select(v => v is null ? (double?)null : Convert.ToDouble(v, CultureInfo.InvariantCulture)).ToArray())
        : group.WriteAsync(field, values.Select(v => v is null ? null! : CsvText.Value(v)).ToList());

    private static bool IsWhole(Type type) => type == typeof(long) || type == typeof(int) || type == typeof(bool);

    private static bool IsReal(Type type) => type == typeof(double) || type == typeof(float);
}
