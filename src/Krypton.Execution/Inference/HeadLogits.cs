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

    /// <param name="images">Original images, whose logits are read at once.</param>
    public HeadLogits(ModelHead head, ISegment segment, NetworkGraph network, int images, CancellationToken cancellation)
    {
        (_head, _segment) = (head, segment);
        foreach (var output in Maps(0))
        {
            // Positions with empty boxes everywhere are the original images.
            output.Begin(images);
            for (var i = 0; i < images; i++)
            {
                output.SetBox(i, default, default, i);
            }
        }

        if (head.Suffix is null)
        {
            Width = network.Nodes[head.Outputs[0]].Shape.Channels;
            Base = new float[images * Width];
            Collect(0, images, Base, Width, cancellation);
            return;
        }

        // The first image says how many logits there are.
        _suffix = new SuffixInference(head.Session!, head.Suffix);
        var first = _suffix.Run(Maps(0), 0, 1);
        Width = first.Length;
        _runner = new BatchRunner(head.Batch, Width);
        Base = new float[images * Width];
        first.CopyTo(Base, 0);
        _runner.Run(images - 1, (i, items) => _suffix.Run(Maps(0), i + 1, items), Base.AsSpan(Width), cancellation);
    }

    public int Width { get; }

    /// <summary>The logits of the original images, one after the other.</summary>
    public float[] Base { get; }

    /// <summary>Writes the logits of every position of the slot's batch, <paramref name="stride"/> floats apart.</summary>
    public void Collect(int slot, int count, Span<float> logits, int stride, CancellationToken cancellation)
    {
        if (_suffix is null)
        {
            var output = _segment.Output(slot, _head.Outputs[0]);
            for (var p = 0; p < count; p++)
            {
                new ReadOnlySpan<float>(output.Pixel(p, 0, 0), Width).CopyTo(logits[(p * stride)..]);
            }

            return;
        }

        var maps = Maps(slot);
        var values = new float[count * Width];
        _runner!.Run(count, (first, items) => _suffix.Run(maps, first, items), values, cancellation);
        for (var p = 0; p < count; p++)
        {
            values.AsSpan(p * Width, Width).CopyTo(logits[(p * stride)..]);
        }
    }

    private List<Overlay> Maps(int slot) => [.. _head.Outputs.Select(o => _segment.Output(slot, o))];
}
