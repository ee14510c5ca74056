using System.Diagnostics;
using System.Runtime.Intrinsics;
using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Sql;

namespace Krypton.Execution.Calibration;

/// <summary>Measures a machine's coefficients by running small networks on our kernels and on ONNX Runtime; takes some seconds.</summary>
public static class DeviceCalibration
{
    private const long AllocationFloats = 1 << 19;

    private const int Allocations = 16;

    /// <param name="threads">CPU threads to measure with.</param>
    /// <param name="progress">Told what is being measured, in words.</param>
    /// <param name="clock">What times are read from.</param>
    /// <param name="cancellation">Ends the measurement between two runs.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DeviceProfile Measure(int threads, IProgress<string>? progress, CancellationToken cancellation, CalibrationClock clock = CalibrationClock.Wall) =>
        Measure(CalibrationNetwork.All(), threads, progress, cancellation, clock);

    /// <summary>The same on some networks only, of which every family needs one.</summary>
    internal static DeviceProfile Measure(
        IEnumerable<CalibrationNetwork> choice, int threads, IProgress<string>? progress, CancellationToken cancellation, CalibrationClock clock)
    {
        progress?.Report("building networks");
        cancellation.ThrowIfCancellationRequested();
        var networks = choice.ToList();
        using var device = new CpuDevice(threads);
        var kernels = new KernelTrials(device, clock, cancellation);
        var runtime = new RuntimeTrials(threads, clock, cancellation);
        progress?.Report("warming up");
        WarmUp(networks, kernels, cancellation);
        foreach (var network in networks)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report($"{network.Family}, {network.Model.Network.Nodes[1].Shape}");
            kernels.Run(network.Model.Network);
            runtime.Run(network);
        }

        var prepared = kernels.PerPreparedByte();
        var profile = new DeviceProfile(
            Machine(), threads, DateOnly.FromDateTime(DateTime.UtcNow), Fit(kernels.Trials), Fit(runtime.Trials), kernels.PerPlacedBox, PerAllocatedByte(), prepared[0], prepared[1],
            runtime.PerHandedByte());
        progress?.Report("weights from memory");
        return profile with { PerFarTileByte = PerFarTileByte(profile, device, clock, cancellation) };
    }

    /// <summary>Runs the smallest network of every family untimed, and waits, three times: .NET first runs code as translated in haste, then counts, then runs it as translated well.</summary>
    private static void WarmUp(List<CalibrationNetwork> networks, KernelTrials trials, CancellationToken cancellation)
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var family in networks.GroupBy(n => n.Family))
            {
                trials.WarmUp(family.MinBy(n => n.Model.Network.Flops())!.Model.Network);
            }

            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(250));
        }
    }

    /// <summary>Every family's coefficients. What nothing measured is never asked for: ONNX Runtime pools whole maps as any other.</summary>
    /// <remarks>Few trials of a family may outgrow the cache, so a byte from memory costs at most what it costs those layers that do nothing else.</remarks>
    private static Seq<Coefficients> Fit(List<Trial> trials)
    {
        var memory = Math.Max(Trial.Fit(LayerFamily.Layout, trials).PerFarByte, Trial.Fit(LayerFamily.Elementwise, trials).PerFarByte);
        return Enum.GetValues<LayerFamily>()
            .Where(f => f != LayerFamily.None)
            .Select(f => trials.Any(t => t.Work.Family == f) ? Trial.Fit(f, trials, memory) : new Coefficients(f, 0, 0, 0, 0, 0, 0))
            .ToSeq();
    }

    /// <summary>What full inference of one image takes more than the other coefficients say, where Winograd's weights are all there is to it and none stays in a cache.</summary>
    private static double PerFarTileByte(DeviceProfile profile, CpuDevice device, CalibrationClock clock, CancellationToken cancellation)
    {
        var graph = CalibrationNetwork.WideTiles().Network;
        var image = new float[graph.Nodes[0].Shape.Count];
        using var network = new CompiledNetwork(graph, device);
        var shortest = double.MaxValue;
        for (var repeat = 0; repeat < 5; repeat++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = clock.Seconds(device.Workers.Count);
            new BaseActivations(network, [image], cancellation).Dispose();
            shortest = Math.Min(shortest, clock.Seconds(device.Workers.Count) - start);
        }

        var bytes = graph.Nodes.Where(n => LayerFamilies.Of(n, graph.InputShapes(n)) == LayerFamily.Winograd)
            .Sum(n => KernelWork.PreparedBytes(LayerFamily.Winograd, (ConvolutionLayer)n.Layer, graph.InputShapes(n)[0]));
        return Math.Max(0, shortest - new CostModel(profile, profile.Threads).Base(graph)) / bytes;
    }

    private static double PerAllocatedByte()
    {
        var shortest = double.MaxValue;
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var start = Stopwatch.GetTimestamp();
            var buffers = Enumerable.Range(0, Allocations).Select(_ => NativeBuffer.Of(AllocationFloats)).ToList();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalSeconds);
            buffers.ForEach(b => b.Dispose());
        }

        return shortest / (Allocations * AllocationFloats * sizeof(float));
    }

    /// <summary>The machine in words: processor, cores, vector instructions, runtime.</summary>
    public static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{model ?? "unknown processor"}, {Environment.ProcessorCount} cores, {(Vector512.IsHardwareAccelerated ? "AVX-512" : "no AVX-512")}, .NET {Environment.Version}";
    }
}
