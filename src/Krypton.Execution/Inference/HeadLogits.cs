using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Inference;

/// <summary>Reads one model's logits from the maps of a batch.</summary>
internal sealed unsafe class HeadLogits
{
    private readonly ModelHead _head;
    private readonly IncrementalSegment _segment;
    private readonly SuffixInference? _suffix;
    private readonly BatchRunner? _runner;

    public HeadLogits(ModelHead head, IncrementalSegment segment, NetworkGraph network)
    {
        (_head, _segment) = (head, segment);
        if (head.Suffix is null)
        {
            Width = network.Nodes[head.Outputs[0]].Shape.Channels;
            return;
        }

        // Positions with empty boxes everywhere are the original image.
        _suffix = new SuffixInference(head.Session!, head.Suffix);
        foreach (var output in Maps())
        {
            output.Begin(1);
            output.SetBox(0, default, default);
        }

        Width = _suffix.Run(Maps(), 0, 1).Length;
        _runner = new BatchRunner(head.Batch, Width);
    }

    public int Width { get; }

    /// <summary>Writes the logits of every position of the batch, <paramref name="stride"/> floats apart.</summary>
    public void Collect(int count, Span<float> logits, int stride, CancellationToken cancellation)
    {
        if (_suffix is null)
        {
            var output = _segment.Output(_head.Outputs[0]);
            for (var p = 0; p < count; p++)
            {
                new ReadOnlySpan<float>(output.Pixel(p, 0, 0), Width).CopyTo(logits[(p * stride)..]);
            }

            return;
        }

        var maps = Maps();
        var values = new float[count * Width];
        _runner!.Run(count, (first, items) => _suffix.Run(maps, first, items), values, cancellation);
        for (var p = 0; p < count; p++)
        {
            values.AsSpan(p * Width, Width).CopyTo(logits[(p * stride)..]);
        }
    }

    private List<Overlay> Maps() => [.. _head.Outputs.Select(_segment.Output)];
}
