using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Incremental;

/// <summary>Exact pruning: where a layer's box came out as the base is, bit for bit, its rows and columns are dropped before the next layer reads them.</summary>
/// <remarks>
/// Looking costs a pass over the box, and mostly finds nothing (docs/kernels.md). So every layer whose activation can hide a change is
/// looked at in the first batch, for a few positions; only where that finds enough to pay for itself is it looked at from then on.
/// </remarks>
internal sealed unsafe class OverlayPruner
{
    /// <summary>Positions of the first batch that are looked at.</summary>
    private const int Sampled = 12;

    /// <summary>Operations that a machine does in the time in which it compares a byte. Counted and not timed, so that a query gives the same bits every time.</summary>
    private const double FlopsPerByte = 16;

    private readonly NetworkGraph _network;
    private readonly int[] _lastReaders;
    private readonly double[] _droppable;
    private bool[]? _pays;

    public OverlayPruner(NetworkGraph network)
    {
        _network = network;
        _lastReaders = network.LastReaders();
        _droppable = new double[network.Nodes.Count];
    }

    /// <summary>Pixels dropped so far.</summary>
    public long Dropped { get; private set; }

    /// <summary>Looks at a layer that was just computed, and shrinks its boxes where that pays.</summary>
    public void After(NetworkNode node, Overlay overlay)
    {
        if (_pays is null)
        {
            Sample(node, overlay);
        }
        else if (_pays[node.Id])
        {
            Dropped += Shrink(overlay);
        }
    }

    /// <summary>Decides, after the first batch, where looking pays: the operations of a layer's readers, times the share of pixels that could be dropped, against the bytes of a look.</summary>
    public void Decide() => _pays ??= [.. _network.Nodes.Select(node => _droppable[node.Id] * ReaderFlops(node) > FlopsPerByte * 2 * sizeof(float) * node.Shape.Stride)];

    /// <summary>Operations of the readers for each pixel of the node.</summary>
    private double ReaderFlops(NetworkNode node) => _network.Nodes.Where(r => r.Inputs.Contains(node.Id))
        .Sum(r => Flops.PerPixel(r, _network.InputShapes(r)) * r.Shape.Pixels / node.Shape.Pixels);

    /// <summary>Whether what a layer computes may hide a change: a clipped value, or a maximum of others.</summary>
    private static bool MayHide(Layer layer) => layer switch
    {
        ConvolutionLayer c => Clips(c.Activation),
        AffineLayer a => Clips(a.Activation),
        BinaryLayer b => Clips(b.Activation),
        ActivationLayer a => Clips(a.Activation),
        PoolLayer p => p.Kind == PoolKind.Max || Clips(p.Activation),
        _ => false,
    };

    private static bool Clips(Activation activation) =>
        activation.Kind is ActivationKind.Relu or ActivationKind.Clip or ActivationKind.HardSigmoid or ActivationKind.HardSwish;

    private void Sample(NetworkNode node, Overlay overlay)
    {
        if (!MayHide(node.Layer) || _lastReaders[node.Id] == int.MaxValue)
        {
            return;
        }

        var (before, after, count) = (0L, 0L, Math.Min(Sampled, overlay.Count));
        for (var i = 0; i < count; i++)
        {
            // Spread over the batch: neighbours are alike.
            ref var box = ref overlay.Boxes[i * overlay.Count / count];
            var (rows, columns) = Different(overlay, in box);
            before += box.Pixels;
            after += (long)rows.Length * columns.Length;
        }

        _droppable[node.Id] = before == 0 ? 0 : 1 - (after / (double)before);
    }

    /// <summary>Drops the outer rows and columns of every box that are as the base has them; returns how many pixels went.</summary>
    private static long Shrink(Overlay overlay)
    {
        var before = overlay.Pixels;
        var to = 0L;
        for (var p = 0; p < overlay.Count; p++)
        {
            var box = overlay.Boxes[p];
            var (rows, columns) = Different(overlay, in box);
            for (var y = rows.Start; y < rows.End; y++)
            {
                // What is kept moves forward over what is dropped, never past what is still to be read.
                var from = overlay.Data + ((nint)(box.Offset + ((long)(y - box.Y) * box.Width) + (columns.Start - box.X)) * overlay.Stride);
                var length = columns.Length * overlay.Stride;
                new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(overlay.Data + ((nint)to * overlay.Stride), length));
                to += columns.Length;
            }

            overlay.Boxes[p] = new Box { Y = rows.Start, X = columns.Start, Height = rows.Length, Width = columns.Length, Offset = to - ((long)rows.Length * columns.Length), Image = box.Image };
        }

        overlay.Pixels = to;
        return before - to;
    }

    /// <summary>The rows and columns of a box that hold a pixel other than the base's; both empty when none does.</summary>
    private static (Interval Rows, Interval Columns) Different(Overlay overlay, in Box box)
    {
        int top = box.Height, bottom = -1, left = box.Width, right = -1;
        for (var y = 0; y < box.Height; y++)
        {
            var own = overlay.Data + ((nint)(box.Offset + ((long)y * box.Width)) * overlay.Stride);
            var below = overlay.BasePixel(in box, box.Y + y, box.X);
            if (Same(own, below, box.Width * overlay.Stride))
            {
                continue;
            }

            (top, bottom) = (Math.Min(top, y), y);
            for (var x = 0; x < left; x++)
            {
                if (!Same(own + ((nint)x * overlay.Stride), below + ((nint)x * overlay.Stride), overlay.Stride))
                {
                    left = x;
                }
            }

            for (var x = box.Width - 1; x > right; x--)
            {
                if (!Same(own + ((nint)x * overlay.Stride), below + ((nint)x * overlay.Stride), overlay.Stride))
                {
                    right = x;
                }
            }
        }

        return bottom < 0
            ? (Interval.Empty, Interval.Empty)
            : (new Interval(box.Y + top, box.Y + bottom + 1), new Interval(box.X + left, box.X + right + 1));
    }

    private static bool Same(float* a, float* b, int count) => new ReadOnlySpan<float>(a, count).SequenceEqual(new ReadOnlySpan<float>(b, count));
}
