// Explains every image of a folder and writes all scores into one Parquet file, image by image while the query runs.
//
//   dotnet run --project examples/parquet -c Release [folder model.onnx scores.parquet]
using Krypton.Data;
using Krypton.Results;
using Parquet;
using Parquet.Schema;

var (folder, model, file) = args is [var first, var second, var third]
    ? (first, second, third)
    : ("examples/phantoms/films", "examples/phantoms/phantom-chest.onnx", "out/scores.parquet");

await using var connection = new KryptonConnection("Data Source=:memory:");
await connection.OpenAsync();
await using var command = connection.CreateCommand();
command.CommandText = "EXPLAIN OCCLUSION ON @images USING @model WITH PATCH 16 STRIDE 8";
command.Parameters.AddWithValue("@images", Path.Combine(folder, "*.png"));
command.Parameters.AddWithValue("@model", model);

// The columns of every explanation, as Parquet names their types.
var fields = AnswerColumns.Explanation.Select(c => new DataField(c.Name, c.Type, isNullable: c.Name == "predicted")).ToArray();
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
await using var output = File.Create(file);
await using var parquet = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output);

await using var reader = await command.ExecuteReaderAsync();
while (await reader.ReadHeatmapAsync() is { } map)
{
    // One group of rows an image: what is read of the file later can leave out the others.
    using var group = parquet.CreateRowGroup();
    var rows = map.ToRelation().Rows.ToList();
    for (var c = 0; c < fields.Length; c++)
    {
        await WriteColumn(group, fields[c], AnswerColumns.Explanation[c].Type, rows.Select(r => r[c]));
    }

    Console.WriteLine($"{map.Image,-16} {map.Label,-8} {rows.Count} positions");
}

Console.WriteLine($"scores in {file}");

static Task WriteColumn(ParquetRowGroupWriter group, DataField field, Type type, IEnumerable<object?> values) =>
    type == typeof(string) ? group.WriteAsync(field, values.Cast<string>().ToList())
    : type == typeof(bool) ? group.WriteAsync<bool>(field, values.Cast<bool>().ToArray())
    : type == typeof(int) ? group.WriteAsync<int>(field, values.Cast<int>().ToArray())
    : group.WriteAsync<float>(field, values.Cast<float>().ToArray());
