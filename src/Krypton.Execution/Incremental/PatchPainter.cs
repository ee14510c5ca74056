using Krypton.Execution.Inference;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Incremental;

/// <summary>The first overlay of a batch: the patches themselves.</summary>
public sealed unsafe class PatchPainter(OcclusionScenes scenes, MapShape shape)
{
    /// <summary>The rows and columns in which a position differs from its image; empty where the patch shows what is there already.</summary>
    /// <param name="prune">Look at the pixels; otherwise the whole patch counts as changed.</param>
    public (Interval Rows, Interval Columns) Changed(in Occlusion position, bool prune)
    {
        var (rows, columns) = (new Interval(position.Y, position.Y + position.Height), new Interval(position.X, position.X + position.Width));
        if (!prune)
        {
            return (rows, columns);
        }

        var scene = scenes.Scenes[position.Scene];
        var (image, fill) = (scenes.Images[scene.Image], scene.Fill);
        while (!rows.IsEmpty && SameRow(image, fill, rows.Start, columns))
        {
            rows = rows with { Start = rows.Start + 1 };
        }

        while (!rows.IsEmpty && SameRow(image, fill, rows.End - 1, columns))
        {
            rows = rows with { End = rows.End - 1 };
        }

        while (!rows.IsEmpty && !columns.IsEmpty && SameColumn(image, fill, columns.Start, rows))
        {
            columns = columns with { Start = columns.Start + 1 };
        }

        while (!rows.IsEmpty && !columns.IsEmpty && SameColumn(image, fill, columns.End - 1, rows))
        {
            columns = columns with { End = columns.End - 1 };
        }

        return rows.IsEmpty || columns.IsEmpty ? (Interval.Empty, Interval.Empty) : (rows, columns);
    }

    /// <summary>Copies the fill's pixels into the boxes.</summary>
    public void Paint(ReadOnlySpan<Occlusion> positions, Overlay overlay)
    {
        var channels = shape.Channels;
        for (var p = 0; p < overlay.Count; p++)
        {
            ref var box = ref overlay.Boxes[p];
            var fill = scenes.Scenes[positions[p].Scene].Fill;
            for (var i = 0; i < box.Pixels; i++)
            {
                var (y, x) = (box.Y + (i / box.Width), box.X + (i % box.Width));
                fill.AsSpan(((y * shape.Width) + x) * channels, channels).CopyTo(new Span<float>(overlay.Data + ((nint)(box.Offset + i) * overlay.Stride), channels));
            }
        }
    }

    private bool SameRow(float[] image, float[] fill, int y, Interval columns)
    {
        var (at, length) = (((y * shape.Width) + columns.Start) * shape.Channels, columns.Length * shape.Channels);
        return image.AsSpan(at, length).SequenceEqual(fill.AsSpan(at, length));
    }

    private bool SameColumn(float[] image, float[] fill, int x, Interval rows)
    {
        for (var y = rows.Start; y < rows.End; y++)
        {
            var at = ((y * shape.Width) + x) * shape.Channels;
            if (!image.AsSpan(at, shape.Channels).SequenceEqual(fill.AsSpan(at, shape.Channels)))
            {
                return false;
            }
        }

        return true;
    }
}
