using System.Diagnostics;
using Krypton.Execution.Incremental;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Inference;

/// <summary>Exact incremental inference: the bases once, then only what each patch can change; several models may share the layers they have in common.</summary>
public sealed class IncrementalInference : ILogitSource
{
    private static readonly TimeSpan WorthTiming = TimeSpan.FromMilliseconds(20);

    private const int BatchesTogether = 8;

    private readonly int _batch;
    private readonly IDeviceNetwork _network;
    private readonly IReadOnlyList<ModelHead> _parts;
    private readonly OcclusionScenes _scenes;
    private readonly IBaseMaps _base;
    private readonly bool _ownsBase = true;
    private readonly ActivationCache? _cache;
    private readonly ISegment _segment;
    private readonly HeadLogits[] _heads = [];
    private float[]? _baseLogits;

    /// <param name="network">The compiled network; not disposed here.</param>
    /// <param name="heads">The models' logits, in the order in which they are wanted.</param>
    /// <param name="boxes">A table for each grid that positions will come from.</param>
    /// <param name="options">How the plan runs it.</param>
    public IncrementalInference(
        IDeviceNetwork network, IReadOnlyList<ModelHead> heads, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, IncrementalOptions options,
        CancellationToken cancellation)
    {
        (_network, _parts, _scenes, _batch) = (network, heads, scenes, options.Batch);
        (_cache, FullInference) = (options.Bases?.Cache, options.FullInference);
        var timed = options is { TimeFullInference: true, FullInference: null, Bases: null };
        (_base, var time) = options switch
        {
            { Bases: var (cache, key) } => (cache.Lend(key, () => network.Materialize(scenes.Images, cancellation)), TimeSpan.Zero),
            _ when timed => Timed(network, scenes.Images, cancellation),
            _ => (network.Materialize(scenes.Images, cancellation), TimeSpan.Zero),
        };
        try
        {
            _segment = network.Segment(_base, scenes, boxes, options.Batch, options.Prune, truncation: null);
            _heads = Heads(cancellation);
            Width = _heads.Sum(h => h.Width);
            if (timed)
            {
                // The second time all code is compiled.
                Bases(cancellation);
                var start = Stopwatch.GetTimestamp();
                (_heads, _baseLogits) = (Heads(cancellation), null);
                Bases(cancellation);
                FullInference = (time + Stopwatch.GetElapsedTime(start)) / _base.Images;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private IncrementalInference(IncrementalInference exact, IReadOnlyList<BoxTable> boxes, int batch, Truncation truncation, CancellationToken cancellation)
    {
        (_base, _ownsBase, _batch) = (exact._base, false, batch);
        (_network, _parts, _scenes) = (exact._network, exact._parts, exact._scenes);
        (Width, _baseLogits) = (exact.Width, exact.Bases(cancellation));
        _segment = _network.Segment(_base, _scenes, boxes, batch, prune: false, truncation);
        _heads = Heads(cancellation);
    }

    /// <summary>The same images with boxes that are kept small (<see cref="Truncation"/>): cheaper, and approximate. It reads these base activations and must be disposed first.</summary>
    /// <param name="boxes">Tables of the truncated boxes.</param>
    public IncrementalInference Truncated(IReadOnlyList<BoxTable> boxes, int batch, Truncation truncation, CancellationToken cancellation) =>
        new(this, boxes, batch, truncation, cancellation);

    public int Width { get; }

    public IReadOnlyList<int> Classes => [.. _heads.Select(h => h.Width)];

    /// <summary>Where several batches may be under way, it takes several to keep them so.</summary>
    public int BatchSize => _batch * (_segment.Slots == 1 ? 1 : BatchesTogether);

    /// <summary>How long full inference of one image takes on the same kernels, where the originals go through together its share; null unless it was asked for, or known.</summary>
    public TimeSpan? FullInference { get; }

    public ISegment Segment => _segment;

    public long BaseBytes => _base.Bytes;

    public ReadOnlySpan<float> BaseLogits(int image) => Bases(default).AsSpan(image * Width, Width);

    public void Evaluate(ReadOnlySpan<Occlusion> positions, Span<float> logits, CancellationToken cancellation)
    {
        // While a batch runs on the device, the one before it is read and the next is prepared.
        var (slots, batches) = (_segment.Slots, (positions.Length + _batch - 1) / _batch);
        for (var i = 0; i < batches + slots - 1; i++)
        {
            if (i < batches)
            {
                _segment.Start(i % slots, positions.Slice(i * _batch, Math.Min(_batch, positions.Length - (i * _batch))), cancellation);
            }

            if (i - (slots - 1) is >= 0 and var done)
            {
                var count = Math.Min(_batch, positions.Length - (done * _batch));
                Collect(done % slots, count, logits.Slice(done * _batch * Width, count * Width), cancellation);
            }
        }
    }

    public void Dispose()
    {
        _segment?.Dispose();
        if (_cache is not null)
        {
            _cache.Release(_base);
        }
        else if (_ownsBase)
        {
            _base.Dispose();
        }
    }

    /// <summary>The bases' maps, and the time a full inference takes once weights are prepared: the shortest of a few where that costs nothing.</summary>
    private static (IBaseMaps Base, TimeSpan Time) Timed(IDeviceNetwork network, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        using (var first = network.Materialize(images, cancellation))
        {
            first.Complete(cancellation);
        }

        var (shortest, spent) = (TimeSpan.MaxValue, TimeSpan.Zero);
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            var maps = network.Materialize(images, cancellation);
            maps.Complete(cancellation);
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

    private HeadLogits[] Heads(CancellationToken cancellation) => [.. _parts.Select(h => new HeadLogits(h, _segment, _network.Network, _base.Images, cancellation))];

    /// <summary>The logits of the original images, read when they are first wanted: a device computes the originals along with the first batch.</summary>
    private float[] Bases(CancellationToken cancellation) =>
        _baseLogits ??= [.. Enumerable.Range(0, _base.Images).SelectMany(i => _heads.SelectMany(h => h.Base(cancellation).Skip(i * h.Width).Take(h.Width)))];

    private void Collect(int slot, int count, Span<float> logits, CancellationToken cancellation)
    {
        var offset = 0;
        foreach (var head in _heads)
        {
            head.Collect(slot, count, logits[offset..], Width, cancellation);
            offset += head.Width;
        }
    }
}
