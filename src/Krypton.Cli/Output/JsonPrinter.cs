using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>Every answer with rows as one line: an array of objects, one a row. What is not finite is null, for JSON has no word for it.</summary>
internal sealed class JsonPrinter(TextWriter output, Asides asides) : IResultPrinter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Print(QueryResult result)
    {
        if (result.Relation is { } relation)
        {
            Write(relation);
            output.Flush();
        }

        if (result.Plan is { } plan)
        {
            output.Write(plan);
            output.Flush();
        }

        asides.All(result);
    }

    private void Write(Relation relation)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Options);
        var separator = "";
        output.Write('[');
        foreach (var row in relation.Rows)
        {
            json.WriteStartObject();
            foreach (var (column, value) in relation.Columns.Zip(row))
            {
                json.WritePropertyName(column.Name);
                WriteValue(json, value);
            }

            json.WriteEndObject();
            json.Flush();
            output.Write(separator);
            output.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
            separator = ",";
            bytes.Clear();
            json.Reset();
        }

        output.WriteLine(']');
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
            case float f when !float.IsFinite(f):
            case double d when !double.IsFinite(d):
                json.WriteNullValue();
                break;
            case float f:
                json.WriteNumberValue(f);
                break;
            case double d:
                json.WriteNumberValue(d);
                break;
            case int i:
                json.WriteNumberValue(i);
                break;
            case long l:
                json.WriteNumberValue(l);
                break;
            case bool b:
                json.WriteBooleanValue(b);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
