using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>The mean over a whole map, by a group of threads for each position and some channels.</summary>
internal static class AverageKernel
{
    /// <summary>Float4 of channels of a group, side by side; the other threads share the pixels.</summary>
    public const int Fours = 4;

    private const int MostThreads = 128;

    /// <summary>The base's mean plus what the box changes; one output box is one pixel. Kind 1: the base's is computed by this launch, so everything is summed.</summary>
    public static void GlobalAverage(LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs)
    {
        var sums = SharedMemory.Allocate<Float4>(MostThreads);
        var (thread, lanes, stride) = (Group.IdxX, Group.DimX / Fours, task.Output.Stride);
        var (parts, lane) = ((stride + Fours - 1) / Fours, thread / Fours);
        var (pixel, channel) = (Grid.IdxX / parts, (Grid.IdxX % parts * Fours) + (thread % Fours));
        var position = Pixels.Position(boxes, task.Output.Boxes, task.Count, pixel);
        var (map, all) = (inputs[0], inputs[0].Height * inputs[0].Width);
        var box = boxes[map.Boxes + position];
        var pixels = box.Height * box.Width;
        var sum = default(Float4);
        if (channel < stride)
        {
            sum = task.Kind == 1 && pixels < all ? Everything(data, below, box, map, channel, lane, lanes) : Changed(data, below, box, map, channel, lane, lanes);
        }

        sums[thread] = sum;
        for (var width = lanes / 2; width > 0; width /= 2)
        {
            Group.Barrier();
            if (lane < width)
            {
                sums[thread] = sums[thread] + sums[thread + (width * Fours)];
            }
        }

        if (lane == 0 && channel < stride)
        {
            sum = (1f / all) * sums[thread];
            if (task.Kind != 1 && pixels < all)
            {
                sum += below[boxes[task.Output.Boxes + position].Base + channel];
            }

            data[task.OutputData + (pixel * stride) + channel] = sum;
        }
    }

    /// <summary>A lane's share of the box, less the base's pixels under it unless the box is the whole map.</summary>
    private static Float4 Changed(ArrayView<Float4> data, ArrayView<Float4> below, BoxRecord box, Map map, int channel, int lane, int lanes)
    {
        var (sum, i, pixels, first) = (default(Float4), lane, box.Height * box.Width, box.Data + channel);

        // Four loads at once: one by one they would take longer than most layers.
        for (; i + (3 * lanes) < pixels; i += 4 * lanes)
        {
            var (at, apart) = (first + (i * map.Stride), lanes * map.Stride);
            var (a, b, c, d) = (data[at], data[at + apart], data[at + (2 * apart)], data[at + (3 * apart)]);
            sum += a;
            sum += b;
            sum += c;
            sum += d;
        }

        for (; i < pixels; i += lanes)
        {
            sum += data[first + (i * map.Stride)];
        }

        for (i = lane; i < pixels && pixels < map.Height * map.Width; i += lanes)
        {
            sum -= below[box.Base + ((((box.Y + (i / box.Width)) * map.Width) + box.X + (i % box.Width)) * map.Stride) + channel];
        }

        return sum;
    }

    private static Float4 Everything(ArrayView<Float4> data, ArrayView<Float4> below, BoxRecord box, Map map, int channel, int lane, int lanes)
    {
        var sum = default(Float4);
        for (var i = lane; i < map.Height * map.Width; i += lanes)
        {
            sum += Pixels.Load(data, below, Pixels.Address(box, map, i / map.Width, i % map.Width), channel);
        }

        return sum;
    }
}
