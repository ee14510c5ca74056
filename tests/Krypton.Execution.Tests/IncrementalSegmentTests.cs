using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Networks;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Tests;

public class IncrementalSegmentTests
{
    private const int Seeds = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Buffers_stay_within_the_bytes_that_the_box_table_promises_a_position(int batch)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var scene = new Run(seed, batch);
            scene.Evaluate([.. scene.Grid.Positions().Take(300)]);
            var promised = new BufferPlan(scene.Model.Network, [new BoxTable(scene.Model.Network, scene.Grid)]).BytesPerPosition * Math.Min(batch, scene.Grid.Count);
            Assert.True(scene.Inference.Segment.BufferBytes <= promised, $"seed {seed}: {scene.Inference.Segment.BufferBytes:N0} bytes instead of {promised:N0}");
        }
    }

    [Fact]
    public void The_size_of_the_batch_changes_no_score()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using Run one = new(seed, 1), some = new(seed, 5), all = new(seed, 1000);
            var positions = Scene.Some(one.Grid, 40, new Random(seed));
            var expected = one.Evaluate(positions);
            Assert.InRange(SideBySide.Difference(some.Evaluate(positions), expected), 0, 1e-5);
            Assert.InRange(SideBySide.Difference(all.Evaluate(positions), expected), 0, 1e-5);
        }
    }

    [Fact]
    public void A_batch_after_the_first_allocates_nothing()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var device = new CpuDevice(1);
            using var run = new Run(seed, 4, device);
            var positions = run.Grid.Positions().Take(40).ToArray();
            var logits = new float[positions.Length * run.Classes];
            run.Inference.Evaluate(positions, logits, CancellationToken.None);
            var before = GC.GetAllocatedBytesForCurrentThread();
            run.Inference.Evaluate(positions, logits, CancellationToken.None);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void The_order_of_positions_changes_no_score()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var run = new Run(seed, 6);
            var positions = Scene.Some(run.Grid, 30, new Random(seed));
            var forwards = run.Evaluate(positions).Chunk(run.Classes).ToList();
            var backwards = run.Evaluate([.. positions.Reverse()]).Chunk(run.Classes).Reverse().ToList();
            Assert.InRange(SideBySide.Difference([.. forwards.SelectMany(f => f)], [.. backwards.SelectMany(b => b)]), 0, 1e-5);
        }
    }

    [Fact]
    public void The_same_position_given_twice_has_the_same_score_twice()
    {
        using var run = new Run(11, 8);
        var position = Scene.Some(run.Grid, 1, new Random(1))[0];
        var logits = run.Evaluate([position, position, position]).Chunk(run.Classes).ToList();
        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(logits[0], logits[2]);
    }

    [Fact]
    public void Cancellation_stops_before_the_next_layer_and_leaves_the_segment_usable()
    {
        using var source = new CancellationTokenSource();
        using var device = new CancellingDevice(source);
        using var run = new Run(2, 4, device);
        var positions = Scene.Some(run.Grid, 4, new Random(3));
        var expected = run.Evaluate(positions);
        device.CancelAfter = 2;
        device.Runs = 0;
        Assert.Throws<OperationCanceledException>(() => run.Inference.Evaluate(positions, new float[expected.Length], source.Token));
        Assert.Equal(2, device.Runs);
        device.CancelAfter = int.MaxValue;
        Assert.Equal(expected, run.Evaluate(positions));
    }

    [Fact]
    public void Cancellation_stops_the_pass_over_the_original_image()
    {
        var model = Model.Read(RandomNetworks.Build(2), "random");
        using var device = new CpuDevice(1);
        using var network = new CompiledNetwork(model.Network, device);
        Assert.Throws<OperationCanceledException>(() => new BaseActivations(network, [new float[model.Input.Shape.Count]], new CancellationToken(canceled: true)));
    }

    /// <summary>Incremental inference alone, on a random network that Krypton runs to its end.</summary>
    private sealed class Run : IDisposable
    {
        private readonly IDevice _device;
        private readonly CompiledNetwork _network;

        public Run(int seed, int batch, IDevice? device = null)
        {
            Model = Enumerable.Range(0, 50).Select(i => Model.Read(RandomNetworks.Build((seed * 50) + i), "random")).First(m => m.Suffix is null);
            var random = new Random(seed);
            Grid = Scene.AnyGrid(Model.Input.Shape, random);
            _device = device ?? new CpuDevice(2);
            _network = new CompiledNetwork(Model.Network, _device);
            Inference = new IncrementalInference(
                _network, [new ModelHead(Model.Network.Outputs)], Scene.Scenes(Model, random), [new BoxTable(Model.Network, Grid)], new IncrementalOptions(batch),
                TestContext.Current.CancellationToken);
        }

        public Model Model { get; }

        public PatchGrid Grid { get; }

        public IncrementalInference Inference { get; }

        public int Classes => Inference.Width;

        public float[] Evaluate(Occlusion[] positions) => SideBySide.Logits(Inference, positions);

        public void Dispose()
        {
            Inference.Dispose();
            _network.Dispose();
            _device.Dispose();
        }
    }

    /// <summary>The CPU, which cancels once so many kernels have run.</summary>
    private sealed class CancellingDevice(CancellationTokenSource source) : IDevice
    {
        private readonly CpuDevice _device = new(1);

        public int CancelAfter { get; set; } = int.MaxValue;

        public int Runs { get; set; }

        public Kernel Compile(NetworkNode node, MapShape[] inputs) => new CountedKernel(this, _device.Compile(node, inputs));

        public void Dispose() => _device.Dispose();

        private void Count()
        {
            if (++Runs == CancelAfter)
            {
                source.Cancel();
            }
        }

        private sealed class CountedKernel(CancellingDevice device, Kernel kernel) : Kernel
        {
            public override void Run(Overlay[] inputs, Overlay output)
            {
                kernel.Run(inputs, output);
                device.Count();
            }

            public override void Dispose()
            {
                kernel.Dispose();
                base.Dispose();
            }
        }
    }
}
