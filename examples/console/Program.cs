// Where does a model look? Prints the strongest places and writes the heatmap as a picture.
//
//   dotnet run --project examples/console -c Release [image.png model.onnx picture.png]
using Krypton;
using Krypton.Results;
using Krypton.Sql;

var (image, model, picture) = args is [var first, var second, var third]
    ? (first, second, third)
    : ("examples/phantoms/films/opacity-1000002.png", "examples/phantoms/phantom-chest.onnx", "out/console.png");

// Ctrl-C stops the query between two batches of positions instead of ending the process in the middle.
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

try
{
    using var database = Database.Open();
    var map = await database.ExplainAsync(
        "EXPLAIN OCCLUSION ON @image USING @model WITH PATCH 16 STRIDE 4 APPROX 0.9", new { image, model }, new Percentage(), interrupted.Token);
    Console.WriteLine($"{map.Label}: {map.BaseScore:P1}, with a patch of {map.Grid.PatchHeight}×{map.Grid.PatchWidth} pixels down to");
    foreach (var region in map.TopRegions(3))
    {
        Console.WriteLine($"  {map.BaseScore - region.Drop,6:P1} at rows {region.Y} to {region.Y + region.Height - 1}, columns {region.X} to {region.X + region.Width - 1}");
    }

    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(picture))!);
    await File.WriteAllBytesAsync(picture, map.ToPng());
    Console.WriteLine($"heatmap in {picture}");
    return 0;
}
catch (QueryException e)
{
    Console.Error.WriteLine(e.Format());
    return 1;
}
catch (QueryCanceledException e)
{
    Console.Error.WriteLine(e.Message);
    return 130;
}

/// <summary>Reports on the thread that computes, so that it is in step with it.</summary>
internal sealed class Percentage : IProgress<QueryProgress>
{
    public void Report(QueryProgress value) => Console.Error.Write($"\r{(value.Total == 0 ? 0 : (double)value.Done / value.Total):P0} ");
}
