using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>How kernels find pixels: inside a position's box its own, outside the base's.</summary>
internal static class Pixels
{
    /// <summary>The address of what lies outside the map.</summary>
    public const int Outside = int.MinValue;

    /// <summary>The position that a pixel of a node belongs to: boxes lie one behind the other, so the last one that begins at or before it.</summary>
    public static int Position(ArrayView<BoxRecord> boxes, int first, int count, int pixel)
    {
        var (low, high) = (0, count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (boxes[first + middle].FirstPixel <= pixel)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>Where a pixel lies: in the overlays as it is, in the bases as its complement, or <see cref="Outside"/>.</summary>
    public static int Address(ArrayView<BoxRecord> boxes, Map map, int position, int y, int x) => Address(boxes[map.Boxes + position], map, y, x);

    /// <summary>The same where the position's box is at hand: several pixels then read it once.</summary>
    public static int Address(BoxRecord box, Map map, int y, int x)
    {
        var (dy, dx) = (y - box.Y, x - box.X);
        if (dy >= 0 && dy < box.Height && dx >= 0 && dx < box.Width)
        {
            return box.Data + (((dy * box.Width) + dx) * map.Stride);
        }

        return y >= 0 && y < map.Height && x >= 0 && x < map.Width ? ~(box.Base + (((y * map.Width) + x) * map.Stride)) : Outside;
    }

    public static Float4 Load(ArrayView<Float4> data, ArrayView<Float4> below, int address, int channel) =>
        address >= 0 ? data[address + channel] : address == Outside ? default : below[~address + channel];

    /// <summary>The same for one channel.</summary>
    public static float LoadOne(ArrayView<Float4> data, ArrayView<Float4> below, int address, int channel)
    {
        var four = Load(data, below, address, channel / 4);
        return (channel % 4) switch { 0 => four.X, 1 => four.Y, 2 => four.Z, _ => four.W };
    }
}
