using System.Runtime.CompilerServices;
using Krypton.Models.Network;

namespace Krypton.Kernels;

/// <summary>One position's rectangle of a map: where it lies, and at which pixel of the overlay's data it begins.</summary>
public struct Box
{
    public int Y;
    public int X;
    public int Height;
    public int Width;
    public long Offset;

    /// <summary>Which image of the base it lies over.</summary>
    public int Image;

    public readonly int Pixels => Height * Width;
}

/// <summary>A layer's activation for a batch of positions: inside each position's box its own values, outside the base's.</summary>
/// <remarks>
/// Height-width-channel order; boxes lie one after the other in <see cref="Data"/> without padding between them (ragged).
/// Channels are padded to a multiple of eight where there are eight or more, and every lane, padding included, holds a finite number.
/// </remarks>
public sealed unsafe class Overlay
{
    public Overlay(MapShape shape)
    {
        Shape = shape;
        Stride = ChannelStride(shape.Channels);
        Zero = NativeBuffer.Of(Stride + 16);
    }

    public MapShape Shape { get; }

    /// <summary>Floats from one pixel to the next.</summary>
    public int Stride { get; }

    /// <summary>The activations on the original images, one map after the other; null where every box is the whole map.</summary>
    public float* Base { get; set; }

    public float* Data { get; set; }

    public int Count { get; private set; }

    public Box[] Boxes { get; private set; } = [];

    /// <summary>Pixels of all boxes together.</summary>
    public long Pixels { get; set; }

    public long Floats => Pixels * Stride;

    /// <summary>A pixel of zeros: the padding of convolutions.</summary>
    public NativeBuffer Zero { get; }

    public static int ChannelStride(int channels) => new MapShape(1, 1, channels).Stride;

    /// <summary>Starts a batch of that many positions; their boxes are set next.</summary>
    public void Begin(int count)
    {
        if (Boxes.Length < count)
        {
            Boxes = new Box[count];
        }

        Count = count;
        Pixels = 0;
    }

    public void SetBox(int position, Interval rows, Interval columns, int image = 0)
    {
        ref var box = ref Boxes[position];
        box = new Box { Y = rows.Start, X = columns.Start, Height = rows.Length, Width = columns.Length, Offset = Pixels, Image = image };
        if (box.Pixels == 0)
        {
            box.Height = box.Width = 0;
        }

        Pixels += box.Pixels;
    }

    /// <summary>One position whose box is the whole map.</summary>
    public void BeginWhole(int count = 1)
    {
        Begin(count);
        for (var p = 0; p < count; p++)
        {
            SetBox(p, new Interval(0, Shape.Height), new Interval(0, Shape.Width));
        }
    }

    /// <summary>The pixel's channels, or null outside the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Pixel(int position, int y, int x)
    {
        ref var box = ref Boxes[position];
        var (dy, dx) = (y - box.Y, x - box.X);
        if ((uint)dy < (uint)box.Height && (uint)dx < (uint)box.Width)
        {
            return Data + ((nint)(box.Offset + ((long)dy * box.Width) + dx) * Stride);
        }

        return (uint)y < (uint)Shape.Height && (uint)x < (uint)Shape.Width
            ? BasePixel(in box, y, x)
            : null;
    }

    /// <summary>The pixel of the base that the box lies over; it must lie inside the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* BasePixel(in Box box, int y, int x) => Base + ((((((nint)box.Image * Shape.Height) + y) * Shape.Width) + x) * Stride);

    /// <summary>Like <see cref="Pixel"/>, with zeros outside the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* PixelOrZero(int position, int y, int x)
    {
        var pixel = Pixel(position, y, x);
        return pixel is null ? Zero.Pointer : pixel;
    }

    /// <summary><paramref name="count"/> pixels of a row that lie inside the map, one after the other: in place where they are contiguous, else put together in <paramref name="scratch"/>.</summary>
    public float* Row(int position, int y, int x, int count, float* scratch)
    {
        ref var box = ref Boxes[position];
        var inside = (uint)(y - box.Y) < (uint)box.Height;
        if (inside && x >= box.X && x + count <= box.X + box.Width)
        {
            return Data + ((nint)(box.Offset + ((long)(y - box.Y) * box.Width) + (x - box.X)) * Stride);
        }

        var below = BasePixel(in box, y, x);
        if (!inside || x >= box.X + box.Width || x + count <= box.X)
        {
            return below;
        }

        CopyRow(position, y, x, count, scratch);
        return scratch;
    }

    /// <summary>The pixel at (y, x), inside the map, and how many of <paramref name="count"/> pixels, <paramref name="step"/> columns apart, follow it in the same memory, itself included.</summary>
    public float* Run(int position, int y, int x, int count, int step, out int run)
    {
        ref var box = ref Boxes[position];
        var (dy, dx) = (y - box.Y, x - box.X);
        var inRow = (uint)dy < (uint)box.Height && dx < box.Width;
        run = inRow ? Math.Min(count, ((dx < 0 ? 0 : box.Width) - dx + step - 1) / step) : count;
        return inRow && dx >= 0
            ? Data + ((nint)(box.Offset + ((long)dy * box.Width) + dx) * Stride)
            : BasePixel(in box, y, x);
    }

    /// <summary>How many of <paramref name="rows"/> rows of <paramref name="width"/> pixels, the first of which begins at (y, x), lie one behind the other in memory; 1 if the first does not.</summary>
    public int ContiguousRows(int position, int y, int x, int width, int rows)
    {
        ref var box = ref Boxes[position];
        var dy = y - box.Y;
        return (uint)dy < (uint)box.Height
            ? x == box.X && width == box.Width ? Math.Min(rows, box.Height - dy) : 1
            : width < Shape.Width ? 1 : dy < 0 && box.Height > 0 ? Math.Min(rows, -dy) : rows;
    }

    /// <summary>Copies <paramref name="count"/> pixels of a row, with zeros outside the map.</summary>
    public void CopyRow(int position, int y, int x, int count, float* to)
    {
        if ((uint)y >= (uint)Shape.Height)
        {
            Clear(to, count);
            return;
        }

        ref var box = ref Boxes[position];
        var left = Math.Clamp(-x, 0, count);
        var right = Math.Clamp(x + count - Shape.Width, 0, count - left);
        Clear(to, left);
        Clear(to + ((nint)(count - right) * Stride), right);
        var (from, until) = (x + left, x + count - right);
        to += (nint)left * Stride;
        var (own, ownEnd) = (y - box.Y) is var dy && (uint)dy < (uint)box.Height
            ? (Math.Clamp(box.X, from, until), Math.Clamp(box.X + box.Width, from, until))
            : (from, from);
        var below = BasePixel(in box, y, 0);
        to = Copy(below + ((nint)from * Stride), own - from, to);
        if (ownEnd > own)
        {
            to = Copy(Data + ((nint)(box.Offset + ((long)dy * box.Width) + (own - box.X)) * Stride), ownEnd - own, to);
        }

        Copy(below + ((nint)ownEnd * Stride), until - ownEnd, to);
    }

    private float* Copy(float* from, int pixels, float* to)
    {
        if (pixels > 0)
        {
            new ReadOnlySpan<float>(from, pixels * Stride).CopyTo(new Span<float>(to, pixels * Stride));
        }

        return to + ((nint)pixels * Stride);
    }

    private void Clear(float* to, int pixels) => new Span<float>(to, pixels * Stride).Clear();
}
