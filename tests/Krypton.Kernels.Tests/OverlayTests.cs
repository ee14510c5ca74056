using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public unsafe class OverlayTests
{
    public static TheoryData<int> Channels => [1, 3, 8, 9, 17];

    [Theory]
    [MemberData(nameof(Channels))]
    public void Pixels_rows_and_copies_agree_with_a_map_put_together_naively(int channels)
    {
        var shape = new MapShape(5, 7, channels);
        var overlay = new Overlay(shape);
        var boxes = Boxes.Of(shape);
        using var below = Counted(shape.Pixels * overlay.Stride, 1);
        overlay.Begin(boxes.Count);
        for (var p = 0; p < boxes.Count; p++)
        {
            overlay.SetBox(p, boxes[p].Rows, boxes[p].Columns);
        }

        using var data = Counted(overlay.Floats, 100_000);
        using var scratch = NativeBuffer.Of(20 * overlay.Stride);
        overlay.Base = below.Pointer;
        overlay.Data = data.Pointer;
        for (var p = 0; p < boxes.Count; p++)
        {
            var naive = Materialize(overlay, boxes, p);
            for (var y = -2; y < shape.Height + 2; y++)
            {
                for (var x = -3; x < shape.Width + 3; x++)
                {
                    Check(overlay, p, y, x, naive, scratch);
                }
            }
        }

        overlay.Zero.Dispose();
    }

    [Fact]
    public void Runs_and_contiguous_rows_find_every_pixel_where_it_lies()
    {
        var shape = new MapShape(6, 5, 9);
        var overlay = new Overlay(shape);
        var boxes = Boxes.Of(shape);
        using var below = Counted(shape.Pixels * overlay.Stride, 1);
        overlay.Begin(boxes.Count);
        for (var p = 0; p < boxes.Count; p++)
        {
            overlay.SetBox(p, boxes[p].Rows, boxes[p].Columns);
        }

        using var data = Counted(overlay.Floats, 100_000);
        overlay.Base = below.Pointer;
        overlay.Data = data.Pointer;
        var joined = 0;
        foreach (var (p, y, x) in from p in Enumerable.Range(0, boxes.Count) from y in Enumerable.Range(0, 6) from x in Enumerable.Range(0, 5) select (p, y, x))
        {
            for (var step = 1; step < 4; step++)
            {
                for (var (at, left) = (x, (4 - x) / step + 1); left > 0;)
                {
                    var pixel = overlay.Run(p, y, at, left, step, out var run);
                    Assert.InRange(run, 1, left);
                    for (var end = at + (run * step); at < end; at += step, left--, pixel += step * overlay.Stride)
                    {
                        Assert.True(overlay.Pixel(p, y, at) == pixel);
                    }
                }
            }

            for (var width = 1; x + width <= 5; width++)
            {
                var rows = overlay.ContiguousRows(p, y, x, width, 6 - y);
                Assert.InRange(rows, 1, 6 - y);
                joined += rows > 1 ? 1 : 0;
                for (var i = 0; i < rows * width && rows > 1; i++)
                {
                    Assert.True(overlay.Pixel(p, y, x) + (i * overlay.Stride) == overlay.Pixel(p, y + (i / width), x + (i % width)));
                }
            }
        }

        Assert.True(joined > 30);
        overlay.Zero.Dispose();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(64, 64)]
    [InlineData(65, 72)]
    public void Channels_from_eight_on_are_padded_to_eights(int channels, int stride) => Assert.Equal(stride, new Overlay(new(1, 1, channels)).Stride);

    [Fact]
    public void Boxes_lie_one_after_the_other_and_empty_ones_take_no_room()
    {
        var overlay = new Overlay(new(10, 10, 3));
        overlay.Begin(4);
        overlay.SetBox(0, new(2, 5), new(1, 3));
        overlay.SetBox(1, new(4, 4), new(0, 9));
        overlay.SetBox(2, new(0, 10), new(3, 2));
        overlay.SetBox(3, new(9, 10), new(0, 10));
        Assert.Equal([0L, 6, 6, 6], overlay.Boxes.Take(4).Select(b => b.Offset));
        Assert.Equal([6, 0, 0, 10], overlay.Boxes.Take(4).Select(b => b.Pixels));
        Assert.Equal((16L, 48L), (overlay.Pixels, overlay.Floats));
        Assert.Equal((0, 0), (overlay.Boxes[1].Width, overlay.Boxes[2].Height));
        overlay.BeginWhole(2);
        Assert.Equal((2, 200L), (overlay.Count, overlay.Pixels));
    }

    private static void Check(Overlay overlay, int p, int y, int x, float[]?[,] naive, NativeBuffer scratch)
    {
        var stride = overlay.Stride;
        var zeros = new float[stride];
        float[]? At(int row, int column) =>
            row >= 0 && row < naive.GetLength(0) && column >= 0 && column < naive.GetLength(1) ? naive[row, column] : null;
        var pixel = overlay.Pixel(p, y, x);
        Assert.Equal(At(y, x) is null, pixel is null);
        Assert.Equal(At(y, x) ?? zeros, new Span<float>(overlay.PixelOrZero(p, y, x), stride).ToArray());
        for (var count = 1; count <= overlay.Shape.Width + 4; count++)
        {
            float[] expected = [.. Enumerable.Range(x, count).SelectMany(column => At(y, column) ?? zeros)];
            scratch.Span.Fill(-1);
            overlay.CopyRow(p, y, x, count, scratch.Pointer);
            Assert.Equal(expected, scratch.Span[..expected.Length].ToArray());
            Assert.True(scratch.Span[expected.Length..].IndexOfAnyExcept(-1f) < 0);
            if (At(y, x) is not null && At(y, x + count - 1) is not null)
            {
                Assert.Equal(expected, new Span<float>(overlay.Row(p, y, x, count, scratch.Pointer), expected.Length).ToArray());
            }
        }
    }

    private static float[]?[,] Materialize(Overlay overlay, IReadOnlyList<(Interval Rows, Interval Columns)> boxes, int position)
    {
        var (shape, stride) = (overlay.Shape, overlay.Stride);
        var before = boxes.Take(position).Sum(b => b.Rows.Length * b.Columns.Length);
        var (rows, columns) = boxes[position];
        var map = new float[]?[shape.Height, shape.Width];
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                var inside = y >= rows.Start && y < rows.End && x >= columns.Start && x < columns.End;
                var from = inside
                    ? overlay.Data + ((before + ((y - rows.Start) * columns.Length) + x - columns.Start) * stride)
                    : overlay.Base + (((y * shape.Width) + x) * stride);
                map[y, x] = new Span<float>(from, stride).ToArray();
            }
        }

        return map;
    }

    private static NativeBuffer Counted(long count, int first)
    {
        var buffer = NativeBuffer.Of(count);
        for (var i = 0; i < count; i++)
        {
            buffer.Pointer[i] = first + i;
        }

        return buffer;
    }
}
