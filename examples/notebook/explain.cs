#!/usr/bin/env -S dotnet run
#:project ../../src/Krypton/Krypton.csproj
#:property PublishAot=false

// A script to be read from top to bottom and changed at will, without a project:
//
//   dotnet run examples/notebook/explain.cs
using Krypton;

// 1. A database: names for models and images. In memory, since this is for trying things out.
using var db = Database.Open();
await db.ExecuteAsync("""
    CREATE MODEL chest FROM 'examples/phantoms/phantom-chest.onnx';
    CREATE IMAGE film FROM 'examples/phantoms/films/opacity-1000018.png';
    """);

// 2. What does the model say?
foreach (var row in (await db.ExecuteAsync("PREDICT film USING chest"))[0].Relation!.Rows)
{
    Console.WriteLine($"{row[4],-10} {row[5]:P1}");
}

// 3. Why? A gray patch over every place; the score falls where the model was looking.
var gray = await db.ExplainAsync("EXPLAIN OCCLUSION ON film USING chest FOR CLASS 'opacity' WITH PATCH 16 STRIDE 8 FILL GRAY");
Console.WriteLine($"gray patch: falls by {gray.TopRegions(1)[0].Drop:P1} at {gray.TopRegions(1)[0]}");

// 4. Does it depend on what the patch holds? The same place of a film without an opacity.
var healthy = await db.ExplainAsync("""
    EXPLAIN OCCLUSION ON film USING chest FOR CLASS 'opacity'
      WITH PATCH 16 STRIDE 8 FILL IMAGE 'examples/phantoms/films/normal-1000001.png'
    """);
Console.WriteLine($"healthy patch: falls by {healthy.TopRegions(1)[0].Drop:P1} at {healthy.TopRegions(1)[0]}");

// 5. The map as text, dark where it falls most.
var most = gray.TopRegions(1)[0].Drop;
for (var r = 0; r < gray.Grid.Rows; r++)
{
    Console.WriteLine(string.Concat(Enumerable.Range(0, gray.Grid.Columns).Select(c => " .:-=+*#%@"[(int)Math.Clamp(gray.Drop[r, c] / most * 9, 0, 9)])));
}

// 6. And as a picture.
Directory.CreateDirectory("out");
await File.WriteAllBytesAsync("out/notebook.png", gray.ToPng());
