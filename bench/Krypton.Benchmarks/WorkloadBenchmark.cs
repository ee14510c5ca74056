using System.Diagnostics;
using System.Text.Json;
using Krypton.Models.Onnx;
using Krypton.Networks;

namespace Krypton.Benchmarks;

/// <summary>Queries answered together against one by one, and queries answered from views, through the engine as users reach it.</summary>
internal sealed class WorkloadBenchmark : IDisposable
{
    /// <summary>A query, and what people ask next: other strides, regions and classes, another fill.</summary>
    private static readonly string[] Queries =
    [
        "WITH PATCH 16 STRIDE 4",
        "WITH PATCH 16 STRIDE 8",
        "WITH PATCH 16 STRIDE 16",
        "WITH PATCH 16 STRIDE 4 REGION (32, 32, 96, 96)",
        "WITH PATCH 16 STRIDE 4 REGION (64, 64, 128, 128)",
        "WITH PATCH 16 STRIDE 4 REGION (100, 20, 96, 160)",
        "FOR CLASS 1 WITH PATCH 16 STRIDE 4",
        "FOR CLASS 2 WITH PATCH 16 STRIDE 4",
        "FOR CLASS 3 WITH PATCH 16 STRIDE 4",
        "WITH PATCH 16 STRIDE 4 FILL GRAY",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("krypton-bench").FullName;
    private readonly Arguments _arguments;
    private readonly int _repeats;

    private WorkloadBenchmark(Arguments arguments)
    {
        _arguments = arguments;
        _repeats = arguments.Number("repeats", 3);
    }

    private sealed record Row(string What, double Apart, double Together, double Ratio);

    public static int Run(Arguments arguments)
    {
        using var benchmark = new WorkloadBenchmark(arguments);
        var rows = benchmark.Rows().ToList();
        if (arguments.Has("json"))
        {
            var report = new { machine = Measured.Machine(), date = DateTime.UtcNow.ToString("yyyy-MM-dd"), rows };
            File.WriteAllText(arguments.Text("json", "workloads.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        }

        return 0;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IEnumerable<Row> Rows()
    {
        Console.WriteLine($"{Measured.Machine()}; {Environment.ProcessorCount} threads; medians of {_repeats}; {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine("what                                                     apart (s)  together (s)  ratio");
        var parts = _arguments.List("parts", "batches,executors,views");
        foreach (var row in parts.SelectMany(Part))
        {
            yield return row;
        }
    }

    private IEnumerable<Row> Part(string part) => part switch
    {
        "batches" => Batches(),
        "executors" => Executors(),
        "views" => Views(),
        _ => throw new ArgumentException($"there is no part '{part}'; there are batches, executors and views"),
    };

    private IEnumerable<Row> Batches()
    {
        foreach (var name in _arguments.List("networks", "resnet18,squeezenet1_1"))
        {
            yield return Batch($"{name}: ten queries on one image", [$"CREATE MODEL m FROM '{Network(name)}'"], [.. Queries.Select(q => Query("m", q))]);
        }

        var (a, b) = Twins();
        yield return Batch(
            "resnet18: two models, one trunk, two heads", [$"CREATE MODEL a FROM '{a}'", $"CREATE MODEL b FROM '{b}'"],
            [Query("a", "WITH PATCH 16 STRIDE 4"), Query("b", "WITH PATCH 16 STRIDE 4")]);
    }

    private IEnumerable<Row> Executors()
    {
        foreach (var name in (string[])["mobilenet_v2", "resnet18"])
        {
            yield return Executors($"{name}: one position, patch 200, incremental and naive", name, "WITH PATCH 200 STRIDE 8 REGION (0, 0, 200, 200)", 25);
            yield return Executors($"{name}: 729 positions, naive and incremental", name, "WITH PATCH 16 STRIDE 8", _repeats, "naive", "incremental");
        }
    }

    /// <summary>A network's file, with seeded weights.</summary>
    private string Network(string name)
    {
        var path = Path.Combine(_folder, $"{name}.onnx");
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, NetworkCatalog.Build(name, seed: 1));
        }

        return path;
    }

    private static string Query(string model, string rest)
    {
        var words = rest.StartsWith("FOR", StringComparison.Ordinal) ? rest : $" {rest}";
        return $"EXPLAIN OCCLUSION ON @image USING {model} {words}";
    }

    /// <summary>The queries one by one without reuse, and as a batch, in turns in one session whose weights are prepared.</summary>
    private Row Batch(string what, string[] setup, string[] queries)
    {
        using var database = Database.Open();
        var session = database.CreateSession();
        Run(session, [.. setup, "SET rule.ReuseAnswer = off", .. queries.Take(1), queries[^1]]);
        List<double> apart = [], together = [];
        for (var i = 0; i < _repeats; i++)
        {
            apart.Add(Measured.Seconds(() => Run(session, queries)));
            together.Add(Measured.Seconds(() => Run(session, ["BEGIN BATCH", .. queries, "RUN BATCH"])));
        }

        return Print(new Row(what, Measured.Median(apart), Measured.Median(together), Measured.Median(together) / Measured.Median(apart)));
    }

    /// <summary>One query under two executors, in turns, the activations of the base computed each time.</summary>
    private Row Executors(string what, string network, string query, int repeats, string first = "incremental", string second = "naive")
    {
        using var database = Database.Open();
        var session = database.CreateSession();
        Run(session, [$"CREATE MODEL m FROM '{Network(network)}'", "SET rule.ReuseAnswer = off", "SET activation_cache = '1MB'"]);
        var seconds = new Dictionary<string, List<double>> { [first] = [], [second] = [] };
        for (var i = 0; i < repeats; i++)
        {
            foreach (var (executor, times) in seconds)
            {
                Run(session, [$"SET executor = '{executor}'"]);
                times.Add(Measured.Seconds(() => Run(session, [Query("m", query)])));
            }
        }

        var (a, b) = (Measured.Median(seconds[first]), Measured.Median(seconds[second]));
        return Print(new Row(what, a, b, b / a));
    }

    /// <summary>The same query computed and read from a view; and a stride-4 query after a view of stride 8.</summary>
    private IEnumerable<Row> Views()
    {
        using var database = Database.Open(Path.Combine(_folder, "views.db"));
        var session = database.CreateSession();
        var name = _arguments.List("networks", "resnet18,squeezenet1_1")[0];
        var (fine, coarse) = (Query("m", "WITH PATCH 16 STRIDE 4"), Query("m", "WITH PATCH 16 STRIDE 8"));
        Run(session, [$"CREATE MODEL m FROM '{Network(name)}'", "SET rule.ReuseAnswer = off", coarse]);
        var computed = Enumerable.Range(0, _repeats).Select(_ => Measured.Seconds(() => Run(session, [fine]))).ToList();
        Run(session, [$"CREATE MATERIALIZED VIEW coarse AS {coarse.Replace("@image", $"'{Image()}'")}"]);
        var completed = Enumerable.Range(0, _repeats).Select(_ => Measured.Seconds(() => Run(session, [fine]))).ToList();
        yield return Print(new Row($"{name}: stride 4 after a view of stride 8", Measured.Median(computed), Measured.Median(completed), Measured.Median(completed) / Measured.Median(computed)));
        Run(session, [$"CREATE MATERIALIZED VIEW fine AS {fine.Replace("@image", $"'{Image()}'")}"]);
        var read = Enumerable.Range(0, Math.Max(5, _repeats)).Select(_ => Measured.Seconds(() => Run(session, [fine]))).ToList();
        yield return Print(new Row($"{name}: the same query from its view", Measured.Median(computed), Measured.Median(read), Measured.Median(read) / Measured.Median(computed)));
        using var other = Database.Open(Path.Combine(_folder, "views.db"));
        var first = Measured.Seconds(() => Run(other.CreateSession(), ["SET rule.ReuseAnswer = off", fine]));
        yield return Print(new Row($"{name}: from its view, first query of a new database object", Measured.Median(computed), first, first / Measured.Median(computed)));
    }

    private static Row Print(Row row)
    {
        Console.WriteLine(FormattableString.Invariant($"{row.What,-56} {row.Apart,9:0.000}  {row.Together,12:0.000}  {row.Ratio,5:0.000}"));
        return row;
    }

    private void Run(Session session, IEnumerable<string> statements)
    {
        var parameters = new Dictionary<string, object?> { ["image"] = Image() };
        foreach (var result in statements.SelectMany(s => session.Execute(s, parameters)))
        {
            Debug.Assert(result.Relation is null || result.Relation.Columns.Count > 0, "answers have columns");
        }
    }

    /// <summary>A made-up photograph: smooth waves in colour.</summary>
    private string Image()
    {
        const int Side = 224;
        var path = Path.Combine(_folder, "image.png");
        if (!File.Exists(path))
        {
            var rgb = new byte[Side * Side * 3];
            for (var i = 0; i < rgb.Length; i++)
            {
                var (y, x, c) = (i / 3 / Side, i / 3 % Side, i % 3);
                rgb[i] = (byte)(128 + (60 * Math.Sin((0.05 * (c + 1) * y) + (0.03 * x))) + (50 * Math.Cos((0.07 * x) - (0.02 * (c + 2) * y))));
            }

            Imaging.ImageFile.SavePng(new Imaging.RgbImage(Side, Side, rgb), path);
        }

        return path;
    }

    /// <summary>ResNet18 twice: the same weights up to the last dense layer, another one in the second.</summary>
    private (string First, string Second) Twins()
    {
        var proto = ModelProto.Parser.ParseFrom(NetworkCatalog.Build("resnet18", seed: 1));
        var paths = (Path.Combine(_folder, "first.onnx"), Path.Combine(_folder, "second.onnx"));
        File.WriteAllBytes(paths.Item1, Google.Protobuf.MessageExtensions.ToByteArray(proto));
        var last = proto.Graph.Node.Last(n => n.OpType is "Gemm" or "MatMul");
        var weights = proto.Graph.Initializer.First(i => i.Name == last.Input[1]);
        var values = weights.RawData.ToByteArray();
        Array.Reverse(values, 0, values.Length / 8 * 4);
        for (var i = 0; i + 4 <= values.Length / 8 * 4; i += 4)
        {
            // Whole floats change places, not bytes within them.
            Array.Reverse(values, i, 4);
        }

        weights.RawData = Google.Protobuf.ByteString.CopyFrom(values);
        File.WriteAllBytes(paths.Item2, Google.Protobuf.MessageExtensions.ToByteArray(proto));
        return paths;
    }
}
