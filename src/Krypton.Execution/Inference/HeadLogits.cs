using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Inference;

/// <summary>Reads one model's logits from the maps of a batch.</summary>
internal sealed unsafe class HeadLogits
{
    private readonly ModelHead _head;
    private readonly ISegment _segment;
    private readonly SuffixInference? _suffix;
    private readonly BatchRunner? _runner;
    private readonly int _images;
    private float[]? _base;

    /// <param name="images">Original images.</param>
    public HeadLogits(ModelHead head, ISegment segment, NetworkGraph network, int images, CancellationToken cancellation)
    {
        (_head, _segment, _images) = (head, segment, images);
        if (head.Suffix is null)
        {
            Width = network.Nodes[head.Outputs[0]].Shape.Channels;
            return;
        }

        // The first image says how many logits there are.
        _suffix = new SuffixInference(head.Session!, head.Suffix);
        var maps = Originals(cancellation);
        var first = _suffix.Run(maps, 0, 1);
        Width = first.Length;
        _runner = new BatchRunner(head.Batch, Width);
        _base = new float[images * Width];
        first.CopyTo(_base, 0);
        _runner.Run(images - 1, (i, items) => _suffix.Run(maps, i + 1, items), _base.AsSpan(Width), cancellation);
    }

    public int Width { get; }

    /// <summary>The logits of the original images, one after the other. Not to be asked for the first time while a batch is under way.</summary>
    public float[] Base(CancellationToken cancellation)
    {
        if (_base is null)
        {
            _base = new float[_images * Width];
            Copy(_segment.Original(_head.Outputs[0], cancellation), _images, _base, Width);
        }

        return _base;
    }

    /// <summary>Writes the logits of every position of the slot's batch, <paramref name="stride"/> floats apart.</summary>
    public void Collect(int slot, int count, Span<float> logits, int stride, CancellationToken cancellation)
    {
        if (_suffix is null)
        {
            Copy(_segment.Output(slot, _head.Outputs[0]), count, logits, stride);
        }
        else
        {
            Run(_suffix, Maps(slot), count, logits, stride, cancellation);
        }
    }

    // Apart, because what the lambda captures would be allocated for heads without a suffix too.
    private void Run(SuffixInference suffix, List<Overlay> maps, int count, Span<float> logits, int stride, CancellationToken cancellation)
    {
        var values = new float[count * Width];
        _runner!.Run(count, (first, items) => suffix.Run(maps, first, items), values, cancellation);
        for (var p = 0; p < count; p++)
        {
            values.AsSpan(p * Width, Width).CopyTo(logits[(p * stride)..]);
        }
    }

    private void Copy(Overlay output, int count, Span<float> logits, int stride)
    {
        for (var p = 0; p < count; p++)
        {
            new ReadOnlySpan<float>(output.Pixel(p, 0, 0), Width).CopyTo(logits[(p * stride)..]);
        }
    }

    private List<Overlay> Originals(CancellationToken cancellation) => [.. _head.Outputs.Select(o => _segment.Original(o, cancellation))];

    private List<Overlay> Maps(int slot) => [.. _head.Outputs.Select(o => _segment.Output(slot, o))];
}
