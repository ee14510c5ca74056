using ILGPU;
using ILGPU.Algorithms;

namespace Krypton.Gpu.Kernels;

/// <summary>Layers whose output pixel depends on one pixel of each input.</summary>
internal static class PointKernels
{
    /// <summary>Scale, shift and activation; or (kind 1) a slope a channel below zero.</summary>
    public static void Affine(
        LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Float4> scale, ArrayView<Float4> shift)
    {
        var channels = task.Output.Stride;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var x = Pixels.Load(data, below, Pixels.Address(boxes, inputs[0], place.Position, place.Y, place.X), place.Channel);
        var (a, b) = (scale[place.Channel], shift[place.Channel]);
        var y = task.Kind == 1
            ? new Float4(x.X < 0 ? x.X * a.X : x.X, x.Y < 0 ? x.Y * a.Y : x.Y, x.Z < 0 ? x.Z * a.Z : x.Z, x.W < 0 ? x.W * a.W : x.W)
            : (x * a) + b;
        data[task.OutputData + (place.Pixel * channels) + place.Channel] = Functions.Apply(task.Activation, y);
    }

    /// <summary>Two maps combined; an axis of size 1 is broadcast.</summary>
    public static void Binary(LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<int> channelsOf)
    {
        var channels = task.Output.Stride;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var a = Operand(data, below, boxes, inputs[0], place, channelsOf[0] < task.Channels);
        var b = Operand(data, below, boxes, inputs[1], place, channelsOf[1] < task.Channels);
        var y = task.Kind switch
        {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            _ => new Float4(a.X / b.X, a.Y / b.Y, a.Z / b.Z, a.W / b.W),
        };

        // Behind the last channel a quotient would be 0 / 0.
        var (x, left) = (Functions.Apply(task.Activation, y), task.Channels - (4 * place.Channel));
        data[task.OutputData + (place.Pixel * channels) + place.Channel] =
            new Float4(left > 0 ? x.X : 0, left > 1 ? x.Y : 0, left > 2 ? x.Z : 0, left > 3 ? x.W : 0);
    }

    /// <summary>Joins, slices, shuffles, borders and flattens: a table says where each output channel comes from.</summary>
    public static void Gather(LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> sources)
    {
        var channels = task.Output.Stride * 4;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var value = 0f;
        if (place.Channel < task.Channels)
        {
            var source = sources[place.Channel];
            var address = Pixels.Address(boxes, inputs[source.Part], place.Position, place.Y + source.Dy, place.X + source.Dx);
            value = address == Pixels.Outside ? task.Alpha : Pixels.LoadOne(data, below, address, source.Channel);
        }

        data.Cast<float>()[(4L * task.OutputData) + ((long)place.Pixel * channels) + place.Channel] = value;
    }

    /// <summary>Local response normalisation, one output a thread.</summary>
    public static void Normalize(LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs)
    {
        var channels = task.Output.Stride * 4;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var value = 0f;
        if (place.Channel < task.Channels)
        {
            var address = Pixels.Address(boxes, inputs[0], place.Position, place.Y, place.X);
            var (from, to) = (Math.Max(0, place.Channel - ((task.Size - 1) / 2)), Math.Min(task.Channels - 1, place.Channel + (task.Size / 2)));
            var sum = 0f;
            for (var c = from; c <= to; c++)
            {
                var x = Pixels.LoadOne(data, below, address, c);
                sum += x * x;
            }

            value = Pixels.LoadOne(data, below, address, place.Channel) * XMath.Exp(-task.Beta * XMath.Log(task.Bias + (task.Alpha / task.Size * sum)));
        }

        data.Cast<float>()[(4L * task.OutputData) + ((long)place.Pixel * channels) + place.Channel] = value;
    }

    /// <summary>Softmax over the channels of a pixel (kind 1: its logarithm), one pixel a thread.</summary>
    public static void Softmax(LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs)
    {
        var place = Place.Of(task, boxes, 1);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var address = Pixels.Address(boxes, inputs[0], place.Position, place.Y, place.X);
        var largest = Pixels.LoadOne(data, below, address, 0);
        for (var c = 1; c < task.Channels; c++)
        {
            largest = Math.Max(largest, Pixels.LoadOne(data, below, address, c));
        }

        // Kahan's sum: a thousand terms would lose digits.
        var (sum, lost) = (0f, 0f);
        for (var c = 0; c < task.Channels; c++)
        {
            var term = XMath.Exp(Pixels.LoadOne(data, below, address, c) - largest) - lost;
            var next = sum + term;
            lost = (next - sum) - term;
            sum = next;
        }

        var to = data.Cast<float>();
        var at = 4L * (task.OutputData + ((long)place.Pixel * task.Output.Stride));
        var log = XMath.Log(sum);
        for (var c = 0; c < 4 * task.Output.Stride; c++)
        {
            var x = c < task.Channels ? Pixels.LoadOne(data, below, address, c) - largest : 0;
            to[at + c] = c >= task.Channels ? 0 : task.Kind == 1 ? x - log : XMath.Exp(x) / sum;
        }
    }

    /// <summary>The patches themselves: each box of the input filled from its picture.</summary>
    public static void Paint(LayerTask task, ArrayView<Float4> data, ArrayView<Float4> fills, ArrayView<BoxRecord> boxes)
    {
        var channels = task.Output.Stride;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel < task.Pixels)
        {
            var picture = boxes[task.Output.Boxes + place.Position].Fill;
            data[task.OutputData + (place.Pixel * channels) + place.Channel] = fills[picture + (((place.Y * task.Output.Width) + place.X) * channels) + place.Channel];
        }
    }

    private static Float4 Operand(ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, Map map, Place place, bool single)
    {
        var address = Pixels.Address(boxes, map, place.Position, map.Height == 1 ? 0 : place.Y, map.Width == 1 ? 0 : place.X);
        var value = Pixels.Load(data, below, address, single ? 0 : place.Channel);
        return single ? new Float4(value.X, value.X, value.X, value.X) : value;
    }
}
