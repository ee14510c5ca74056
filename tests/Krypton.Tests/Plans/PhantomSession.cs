using Google.Protobuf;
using Krypton.Models.Onnx;
using Krypton.Networks;
using Krypton.Results;

namespace Krypton.Tests.Plans;

/// <summary>A session whose plans are the same on every machine, and which knows the bundled model and films (tests/slt/README.md), and a network of branches.</summary>
internal sealed class PhantomSession : IDisposable
{
    /// <summary>Estimates depend on threads, memory and devices.</summary>
    private const string Settings = "SET threads = 2; SET memory_limit = '2GB'; SET device = cpu";

    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private readonly Session _session;

    public PhantomSession(string? catalog = null)
    {
        _database = Database.Open(catalog);
        _session = _database.CreateSession();
        var retrained = _folder.File("retrained.onnx");
        File.WriteAllBytes(retrained, Retrained());
        var branched = _folder.File("branched.onnx");
        File.WriteAllBytes(branched, BranchedNetwork.Build(seed: 1));
        Execute($"{Settings}; CREATE MODEL chest FROM '{Repository.Model}'; CREATE MODEL twin FROM '{Repository.Model}'; CREATE MODEL retrained FROM '{retrained}'; CREATE MODEL branched FROM '{branched}'");
        foreach (var film in Directory.GetFiles(Repository.Films, "*.png"))
        {
            Execute($"CREATE IMAGE \"{Path.GetFileNameWithoutExtension(film)}\" FROM '{film}'");
        }

        Execute($"CREATE IMAGE film FROM '{Repository.Film()}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
    }

    public List<QueryResult> Execute(string sql) => [.. _session.Execute(sql, cancellation: TestContext.Current.CancellationToken)];

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    /// <summary>The bundled model with the sign of its last layer's last weight turned: another head on the same trunk.</summary>
    private static byte[] Retrained()
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Repository.Model));
        var head = model.Graph.Node.Last(n => n.OpType is "Gemm" or "MatMul" or "Conv");
        var weights = model.Graph.Initializer.First(i => i.Name == head.Input[1]);
        var bytes = weights.RawData.ToByteArray();
        bytes[^1] ^= 0x80;
        weights.RawData = ByteString.CopyFrom(bytes);
        return model.ToByteArray();
    }
}
