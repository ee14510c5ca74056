using Krypton.Networks;

namespace Krypton.Tests.Plans;

/// <summary>Where little is asked and nothing is saved, full inference; where much is asked, incremental inference. The benchmark <c>choices</c> times both.</summary>
public sealed class NaiveOrIncrementalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PhantomSession _session = new();

    public NaiveOrIncrementalTests()
    {
        File.WriteAllBytes(_folder.File("mobile.onnx"), NetworkCatalog.Build("mobilenet_v2", seed: 1));
        _session.Execute($"CREATE MODEL mobile FROM '{_folder.File("mobile.onnx")}'");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void One_position_is_inferred_naively()
    {
        var plan = Plan("PATCH 200 STRIDE 8 REGION (0, 0, 200, 200)");
        Assert.Contains(plan, l => l.Contains("NaiveInference  device cpu, ONNX Runtime") && l.EndsWith("because it is estimated to be the cheapest"));
        Assert.DoesNotContain(plan, l => l.Contains("IncrementalSegment"));
    }

    [Fact]
    public void A_whole_image_is_inferred_incrementally()
    {
        var plan = Plan("PATCH 16 STRIDE 4");
        Assert.Contains(plan, l => l.Contains("IncrementalSegment  device cpu"));
        Assert.DoesNotContain(plan, l => l.Contains("NaiveInference"));
    }

    private IReadOnlyList<string> Plan(string with) => PlanText.Of(_session.Execute($"EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON film USING mobile WITH {with}"));
}
