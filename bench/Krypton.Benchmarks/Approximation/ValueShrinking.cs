using System.Numerics.Tensors;
using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Benchmarks.Approximation;

/// <summary>
/// Value-aware truncation: after every layer the outer rows and columns of a box go whose pixels differ from the base by less
/// than a share of what a pixel of the layer holds (root of the mean square).
/// </summary>
internal sealed unsafe class ValueShrinking
{
    private readonly double[] _least;

    /// <param name="threshold">Relative to the layer's root mean square.</param>
    public ValueShrinking(NetworkGraph network, BaseActivations bases, double threshold) => _least =
    [
        .. network.Nodes.Select(n =>
        {
            var length = n.Shape.Pixels * n.Shape.Stride;
            var squares = TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(bases.Map(n.Id), length));
            return threshold * Math.Sqrt(squares / n.Shape.Pixels);
        }),
    ];

    /// <summary>Shrinks the boxes of a layer that was just computed.</summary>
    public void After(NetworkNode node, Overlay overlay)
    {
        if (node.Shape.Pixels == 1)
        {
            return;
        }

        var to = 0L;
        for (var p = 0; p < overlay.Count; p++)
        {
            var box = overlay.Boxes[p];
            var (rows, columns) = Different(overlay, in box, (float)_least[node.Id]);
            for (var y = rows.Start; y < rows.End; y++)
            {
                var from = overlay.Data + ((nint)(box.Offset + ((long)y * box.Width) + columns.Start) * overlay.Stride);
                var length = columns.Length * overlay.Stride;
                new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(overlay.Data + ((nint)to * overlay.Stride), length));
                to += columns.Length;
            }

            overlay.Boxes[p] = new Box
            {
                Y = box.Y + rows.Start, X = box.X + columns.Start, Height = rows.Length, Width = columns.Length, Offset = to - ((long)rows.Length * columns.Length), Image = box.Image,
            };
        }

        overlay.Pixels = to;
    }

    /// <summary>The rows and columns, from the box's first, that hold every pixel which differs enough.</summary>
    private static (Interval Rows, Interval Columns) Different(Overlay overlay, in Box box, float least)
    {
        int top = box.Height, bottom = -1, left = box.Width, right = -1;
        for (var y = 0; y < box.Height; y++)
        {
            // Looked at from both sides; what lies between the outermost differences need not be.
            var first = FirstInRow(overlay, in box, y, 0, box.Width, 1, least);
            if (first < 0)
            {
                continue;
            }

            (top, bottom, left) = (Math.Min(top, y), y, Math.Min(left, first));
            right = Math.Max(right, FirstInRow(overlay, in box, y, box.Width - 1, Math.Max(right, first), -1, least));
        }

        return bottom < 0 ? (Interval.Empty, Interval.Empty) : (new Interval(top, bottom + 1), new Interval(left, right + 1));
    }

    private static int FirstInRow(Overlay overlay, in Box box, int y, int from, int until, int step, float least)
    {
        var own = overlay.Data + ((nint)(box.Offset + ((long)y * box.Width)) * overlay.Stride);
        var below = overlay.BasePixel(in box, box.Y + y, box.X);
        for (var x = from; x != until; x += step)
        {
            var at = (nint)x * overlay.Stride;
            if (TensorPrimitives.Distance(new ReadOnlySpan<float>(own + at, overlay.Stride), new ReadOnlySpan<float>(below + at, overlay.Stride)) >= least)
            {
                return x;
            }
        }

        return step < 0 ? until : -1;
    }
}
