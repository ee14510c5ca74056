// Rows of explanations as objects, with Dapper on the ADO.NET provider.
//
//   dotnet run --project examples/dapper -c Release
using Dapper;
using Krypton.Data;

await using var connection = new KryptonConnection("Data Source=:memory:");
await connection.OpenAsync();
await connection.ExecuteAsync(
    "CREATE MODEL chest FROM @model; CREATE COLLECTION films FROM @films",
    new { model = "examples/phantoms/phantom-chest.onnx", films = "examples/phantoms/films/*.png" });

Console.WriteLine("What the model says:");
foreach (var guess in await connection.QueryAsync<Guess>("PREDICT films USING chest TOP 1"))
{
    Console.WriteLine($"  {guess.Image,-16} {guess.Label,-8} {guess.Probability:P1}");
}

// An image that is no file: its bytes as a parameter.
var film = await File.ReadAllBytesAsync("examples/phantoms/films/opacity-1000018.png");
var places = await connection.QueryAsync<Place>(
    "EXPLAIN OCCLUSION ON @film USING chest FOR CLASS 'opacity' WITH PATCH @patch STRIDE @stride", new { film, patch = 16, stride = 8 });
Console.WriteLine("Where opacity falls most:");
foreach (var place in places.OrderByDescending(p => p.Drop).Take(3))
{
    Console.WriteLine($"  by {place.Drop:P1} at row {place.Y}, column {place.X}");
}

internal sealed record Guess
{
    public string Image { get; init; } = "";

    public string Label { get; init; } = "";

    public float Probability { get; init; }
}

internal sealed record Place
{
    public int Y { get; init; }

    public int X { get; init; }

    public float Drop { get; init; }
}
