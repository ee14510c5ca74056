using System.Diagnostics;
using Krypton.Execution.Incremental;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Inference;

/// <summary>Exact incremental inference: the base once, then only what each patch can change; what Krypton does not run itself goes to ONNX Runtime.</summary>
public sealed unsafe class IncrementalInference : ILogitSource
{
    private static readonly TimeSpan WorthTiming = TimeSpan.FromMilliseconds(20);

    private readonly CompiledNetwork _network;
    private readonly BaseActivations _base;
    private readonly IncrementalSegment _segment;
    private readonly SuffixInference? _suffix;
    private readonly BatchRunner? _runner;

    /// <param name="network">The compiled network; not disposed here.</param>
    /// <param name="suffix">The suffix and its session, where the network does not reach the logits; not disposed here.</param>
    /// <param name="batch">Positions propagated together.</param>
    /// <param name="suffixBatch">Whole maps that ONNX Runtime gets at once.</param>
    /// <param name="timed">Time a full inference too, which costs one or a few more.</param>
    public IncrementalInference(
        CompiledNetwork network, OcclusionInput occlusion, int batch, (Suffix Suffix, RuntimeSession Session)? suffix, int suffixBatch,
        CancellationToken cancellation, bool timed = false)
    {
        _network = network;
        BatchSize = batch;
        (_base, var time) = timed ? Timed(network, occlusion.Image, cancellation) : (new BaseActivations(network, occlusion.Image, cancellation), TimeSpan.Zero);
        try
        {
            _segment = new IncrementalSegment(network, _base, new BoxTable(network.Network, occlusion.Grid), occlusion.Fill);
            _suffix = suffix is var (part, session) ? new SuffixInference(session, part) : null;
            var start = Stopwatch.GetTimestamp();
            BaseLogits = ReadBase();
            FullInference = timed ? time + Stopwatch.GetElapsedTime(start) : null;
            _runner = _suffix is null ? null : new BatchRunner(suffixBatch, BaseLogits.Length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public float[] BaseLogits { get; }

    public int BatchSize { get; }

    /// <summary>How long one full inference of the original image takes on the same kernels; null unless it was asked for.</summary>
    public TimeSpan? FullInference { get; }

    public IncrementalSegment Segment => _segment;

    public long BaseBytes => _base.Bytes;

    public void Evaluate(ReadOnlySpan<GridPosition> positions, Span<float> logits, CancellationToken cancellation)
    {
        for (var first = 0; first < positions.Length; first += BatchSize)
        {
            var count = Math.Min(BatchSize, positions.Length - first);
            _segment.Run(positions.Slice(first, count), cancellation);
            var part = logits.Slice(first * BaseLogits.Length, count * BaseLogits.Length);
            if (_suffix is null)
            {
                Collect(_segment.Output(_network.Network.Outputs[0]), part);
            }
            else
            {
                var maps = Outputs();
                _runner!.Run(count, (from, items) => _suffix.Run(maps, from, items), part, cancellation);
            }
        }
    }

    public void Dispose()
    {
        _segment?.Dispose();
        _base.Dispose();
    }

    /// <summary>The base's maps, and the time a full inference takes once weights are prepared: the shortest of a few where that costs nothing.</summary>
    private static (BaseActivations Base, TimeSpan Time) Timed(CompiledNetwork network, float[] image, CancellationToken cancellation)
    {
        new BaseActivations(network, image, cancellation).Dispose();
        var (shortest, spent) = (TimeSpan.MaxValue, TimeSpan.Zero);
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            var maps = new BaseActivations(network, image, cancellation);
            var time = Stopwatch.GetElapsedTime(start);
            shortest = time < shortest ? time : shortest;
            spent += time;
            if (spent > WorthTiming)
            {
                return (maps, shortest);
            }

            maps.Dispose();
        }
    }

    private List<Overlay> Outputs() => [.. _network.Network.Outputs.Select(_segment.Output)];

    private float[] ReadBase()
    {
        if (_suffix is not null)
        {
            // Positions with empty boxes everywhere are the original image.
            foreach (var output in Outputs())
            {
                output.Begin(1);
                output.SetBox(0, default, default);
            }

            return _suffix.Run(Outputs(), 0, 1);
        }

        var node = _network.Network.Outputs[0];
        return new ReadOnlySpan<float>(_base.Map(node), _network.Network.Nodes[node].Shape.Channels).ToArray();
    }

    private static void Collect(Overlay output, Span<float> logits)
    {
        var classes = output.Shape.Channels;
        for (var p = 0; p < output.Count; p++)
        {
            new ReadOnlySpan<float>(output.Pixel(p, 0, 0), classes).CopyTo(logits[(p * classes)..]);
        }
    }
}
