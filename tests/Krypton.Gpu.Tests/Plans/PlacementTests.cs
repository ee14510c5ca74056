using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu.Cuda;
using Krypton.Gpu.Tests.Ptx.Interpreter;
using Krypton.Kernels.Tests;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Networks;
using Krypton.Planning.Binding;
using Krypton.Planning.Cost;
using Krypton.Planning.Explain;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Gpu.Tests.Plans;

/// <summary>What the cost model chooses on a fast device; no device is needed to ask.</summary>
public class PlacementTests
{
    private static readonly Lazy<Model> Mobile = new(() => Model.Read(NetworkCatalog.Build("mobilenet_v2", seed: 1), "mobile"));

    [Fact]
    public void Where_a_patch_changes_nearly_everything_whole_maps_are_computed()
    {
        var text = Explain(patch: 216, stride: 8, new Accelerator("cuda", 64L << 30, AcceleratorProfile.Default("cuda"), ["fp32"], Required: true));
        Assert.Contains("device cuda, precision fp32, whole maps all: full inference", text);
    }

    [Fact]
    public void A_whole_image_is_inferred_incrementally()
    {
        var text = Explain(patch: 16, stride: 4, new Accelerator("cuda", 64L << 30, AcceleratorProfile.Default("cuda"), ["fp32"], Required: true));
        Assert.Contains("device cuda, precision fp32, whole maps", text);
        Assert.DoesNotContain("full inference", text);
    }

    [Fact]
    public void A_device_that_nobody_asked_for_must_be_faster()
    {
        var fast = AcceleratorProfile.Default("cuda");
        var slow = fast with { PerFlop = 1e-9, PerByte = 1e-8, PerLaunch = 1e-2 };
        Assert.Contains("device cuda", Explain(16, 4, new Accelerator("cuda", 64L << 30, fast, ["fp32"], Required: false)));
        Assert.Contains("device cpu", Explain(16, 4, new Accelerator("cuda", 64L << 30, slow, ["fp32"], Required: false)));
    }

    /// <summary>Of several precisions that are allowed the cheapest is taken, and the plan says which.</summary>
    [Theory]
    [InlineData(0.5, "precision 3xtf32")]
    [InlineData(2, "precision fp32")]
    public void The_faster_of_the_precisions_that_are_allowed_is_taken(double split, string precision)
    {
        var profile = AcceleratorProfile.Default("cuda");
        profile = profile with { PerFlop = 1e-12, PerSplitFlop = split * 1e-12 };
        Assert.Contains(precision, Explain(16, 4, new Accelerator("cuda", 64L << 30, profile, ["fp32", "3xtf32"], Required: true)));
        Assert.Contains("precision fp32", Explain(16, 4, new Accelerator("cuda", 64L << 30, profile, ["fp32"], Required: true)));
    }

    [Fact]
    public void Batches_keep_the_device_s_memory()
    {
        var roomy = Batch(8L << 30);
        var tight = Batch(200 << 20);
        Assert.True(tight < roomy, $"batches of {tight} in 200 MB, of {roomy} in 8 GB");
        Assert.Throws<PlanningException>(() => Plan(16, 4, new Accelerator("cuda", 64L << 30, AcceleratorProfile.Default("cuda"), ["fp32"], true), memory: 1 << 20));
    }

    /// <summary>The original images' maps stay where the first batch put them only where there is room for both.</summary>
    [Theory]
    [InlineData(1L << 30, true)]
    [InlineData(120L << 20, false)]
    public void What_a_plan_says_that_it_holds_it_holds_at_most(long memory, bool leads)
    {
        var device = Devices.Of(GpuKind.OpenCl);
        var plan = Plan(32, 64, new Accelerator("opencl", 64L << 30, AcceleratorProfile.Default("opencl"), ["fp32"], Required: true), memory);
        var evaluation = plan.Root.Evaluations.Single();
        var segment = (PhysicalIncrementalSegment)evaluation.Inference;
        Assert.Equal(leads, segment.Placement!.Leads);
        Assert.InRange(plan.Estimates[segment].Bytes, 0, memory);

        var (shape, grid) = (Mobile.Value.Input.Shape, evaluation.Scores.Positions.Single().Grids.Single());
        float[][] images = [new float[shape.Count]];
        using var network = new GpuNetwork(Mobile.Value.Network, device) { Leads = segment.Placement.Leads, FullFrom = segment.Placement.FullFrom?.Node ?? int.MaxValue };
        using var maps = network.Materialize(images, TestContext.Current.CancellationToken);
        using var run = network.Segment(maps, new OcclusionScenes(images, [new OcclusionScene(0, new float[shape.Count])]), [new BoxTable(network.Network, grid)], segment.Batch, segment.Prune, truncation: null);
        foreach (var (batch, slot) in grid.Positions().Chunk(segment.Batch).Select((b, i) => (b, i % 2)))
        {
            run.Start(slot, batch, TestContext.Current.CancellationToken);
        }

        Assert.InRange(network.WeightBytes + maps.Bytes + run.BufferBytes, maps.Bytes, plan.Estimates[segment].Bytes);
    }

    /// <summary>Groups of four channels take some thirty-five times the memory of their weights, since tiles are filled up; a hundredth more are the tables beside them.</summary>
    [Fact]
    public void Weights_of_small_groups_take_no_more_than_a_plan_thinks()
    {
        using var device = InterpretedDevice.Open(clusters: false);
        var layer = (ConvolutionLayer)LayerCase.Conv(new(4, 4, 32), 32, new(3, 1, 1, 1), new(3, 1, 1, 1), groups: 8).Node.Layer;
        using var launch = new CudaConvolutionLaunch(device.Gpu, layer, [new MapShape(4, 4, 32)], Precision.Fp32);
        Assert.InRange(launch.WeightBytes, 32 * sizeof(float) * layer.Weights.Length, AcceleratorCost.WeightBytes(layer) * 1.01);
    }

    [Fact]
    public void Why_a_device_is_not_used_stands_in_the_plan()
    {
        var plan = Plan(16, 4, null) with { DeviceNotes = ["cuda cannot be used: libcuda.so.1 was not found; the CPU runs the query"] };
        Assert.Contains("device cuda cannot be used: libcuda.so.1 was not found", PlanRenderer.Render(PlanDescriber.Describe(plan, verbose: false), PlanFormat.Text));
    }

    private static int Batch(long memory)
    {
        var evaluation = Plan(16, 4, new Accelerator("cuda", memory, AcceleratorProfile.Default("cuda") with { PerLaunch = 1e-3 }, ["fp32"], Required: true)).Root.Evaluations.Single();
        return ((PhysicalIncrementalSegment)evaluation.Inference).Batch;
    }

    private static string Explain(int patch, int stride, Accelerator accelerator) =>
        PlanRenderer.Render(PlanDescriber.Describe(Plan(patch, stride, accelerator), verbose: false), PlanFormat.Text);

    private static WorkloadPlan Plan(int patch, int stride, Accelerator? accelerator, long memory = 16L << 30)
    {
        var grid = new PatchGrid(patch, patch, stride, stride, PositionAxis.Inside(0, 224, patch, stride), PositionAxis.Inside(0, 224, patch, stride));
        if (patch > 200)
        {
            grid = new PatchGrid(patch, patch, stride, stride, PositionAxis.Inside(0, patch, patch, stride), PositionAxis.Inside(0, patch, patch, stride));
        }

        var query = new LogicalOcclusion(new BoundModel("mobile", Mobile.Value, []), [new BoundImage("film", "film")], new TopChoice(1), grid, new SolidFill(0, 0, 0), ScoreKind.Probability, null);
        var settings = new PlannerSettings(memory, 2, ExecutorChoice.Auto, new HashSet<string>()) { Accelerator = accelerator };
        return new Planner(settings, new CostModel(DeviceProfile.Default, 2), new NothingStored(), _ => true).Plan(query);
    }
}
