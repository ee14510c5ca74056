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
    private readonly CompiledNetwork _network;
    private readonly float[] _image;
    private readonly BaseActivations _base;
    private readonly IncrementalSegment _segment;
    private readonly SuffixInference? _suffix;
    private readonly BatchRunner? _runner;

    /// <param name="network">The compiled network; not disposed here.</param>
    /// <param name="suffix">The suffix and its session, where the network does not reach the logits; not disposed here.</param>
    /// <param name="batch">Positions propagated together.</param>
    /// <param name="suffixBatch">Whole maps that ONNX Runtime gets at once.</param>
    public IncrementalInference(
        CompiledNetwork network, OcclusionInput occlusion, int batch, (Suffix Suffix, RuntimeSession Session)? suffix, int suffixBatch, CancellationToken cancellation)
    {
        (_network, _image) = (network, occlusion.Image);
        BatchSize = batch;
        _base = new BaseActivations(network, occlusion.Image, cancellation);
        try
        {
            _segment = new IncrementalSegment(network, _base, new BoxTable(network.Network, occlusion.Grid), occlusion.Fill);
            _suffix = suffix is var (part, session) ? new SuffixInference(session, part) : null;
            BaseLogits = ReadBase();
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

    /// <summary>The time of one full inference of the original image on the same kernels, weights already prepared.</summary>
    public TimeSpan TimeFullInference(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var again = new BaseActivations(_network, _image, cancellation);
        if (_suffix is not null)
        {
            ReadBase();
        }

        return Stopwatch.GetElapsedTime(start);
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
