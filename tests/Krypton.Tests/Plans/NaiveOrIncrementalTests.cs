using Krypton.Networks;

namespace Krypton.Tests.Plans;

/// <summary>Where little is asked and nothing is saved, full inference; where much is asked, incremental inference. The timings are in docs/cost-model.md; the benchmark <c>choices</c> takes them.</summary>
public sealed class NaiveOrIncrementalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PhantomSession _session = new();

    public NaiveOrIncrementalTests()
    {
        File.WriteAllBytes(_folder.File("resnet.onnx"), NetworkCatalog.Build("resnet18", seed: 1));
        _session.Execute($"CREATE MODEL resnet FROM '{_folder.File("resnet.onnx")}'");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_position_is_inferred_naively(bool prepared)
    {
        if (prepared)
        {
            // Weights that are there already count for nothing.
            _session.Execute("SET executor = incremental; EXPLAIN OCCLUSION ON film USING resnet WITH PATCH 200 STRIDE 8 REGION (0, 0, 200, 200); SET executor = auto; SET rule.ReuseAnswer = off");
        }

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

    private IReadOnlyList<string> Plan(string with) => PlanText.Of(_session.Execute($"EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON film USING resnet WITH {with}"));
}
