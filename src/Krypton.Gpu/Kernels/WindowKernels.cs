using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>Layers that slide a window over each channel by itself, and the slow way for groups of any size.</summary>
internal static class WindowKernels
{
    /// <summary>Depthwise convolution, four channels a thread.</summary>
    public static void Depthwise(
        LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Float4> weights, ArrayView<Float4> bias)
    {
        var channels = task.Output.Stride;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var (map, sum) = (inputs[0], bias[place.Channel]);
        var box = boxes[map.Boxes + place.Position];
        for (var ky = 0; ky < task.Rows.Kernel; ky++)
        {
            var y = (place.Y * task.Rows.Stride) - task.Rows.PadBefore + (ky * task.Rows.Dilation);
            for (var kx = 0; kx < task.Columns.Kernel; kx++)
            {
                var x = (place.X * task.Columns.Stride) - task.Columns.PadBefore + (kx * task.Columns.Dilation);
                var value = Pixels.Load(data, below, Pixels.Address(box, map, y, x), place.Channel);
                sum += value * weights[(((ky * task.Columns.Kernel) + kx) * channels) + place.Channel];
            }
        }

        if (task.Size > 1)
        {
            sum += Pixels.Load(data, below, Pixels.Address(boxes, inputs[1], place.Position, place.Y, place.X), place.Channel);
        }

        data[task.OutputData + (place.Pixel * channels) + place.Channel] = Functions.Apply(task.Activation, sum);
    }

    /// <summary>Grouped convolution, one output a thread, for groups that are no multiple of four channels.</summary>
    public static void Grouped(
        LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<float> weights, ArrayView<float> bias)
    {
        var channels = task.Output.Stride * 4;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var to = data.Cast<float>();
        var at = (4L * task.OutputData) + ((long)place.Pixel * channels) + place.Channel;
        if (place.Channel >= task.Channels)
        {
            to[at] = 0;
            return;
        }

        var (map, sum, first) = (inputs[0], bias[place.Channel], place.Channel / task.GroupOutputs * task.GroupInputs);
        var box = boxes[map.Boxes + place.Position];
        for (var ky = 0; ky < task.Rows.Kernel; ky++)
        {
            var y = (place.Y * task.Rows.Stride) - task.Rows.PadBefore + (ky * task.Rows.Dilation);
            for (var kx = 0; kx < task.Columns.Kernel; kx++)
            {
                var x = (place.X * task.Columns.Stride) - task.Columns.PadBefore + (kx * task.Columns.Dilation);
                var address = Pixels.Address(box, map, y, x);
                var row = ((((place.Channel * task.Rows.Kernel) + ky) * task.Columns.Kernel) + kx) * task.GroupInputs;
                for (var c = 0; c < task.GroupInputs && address != Pixels.Outside; c++)
                {
                    sum += Pixels.LoadOne(data, below, address, first + c) * weights[row + c];
                }
            }
        }

        if (task.Size > 1)
        {
            sum += Pixels.LoadOne(data, below, Pixels.Address(boxes, inputs[1], place.Position, place.Y, place.X), place.Channel);
        }

        to[at] = Functions.Apply(task.Activation, sum);
    }

    /// <summary>Maximum (kind 0) or average over a window, four channels a thread.</summary>
    public static void Pool(
        LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Float4> bias)
    {
        var channels = task.Output.Stride;
        var place = Place.Of(task, boxes, channels);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var (map, value, cells, padded) = (inputs[0], default(Float4), 0, 0);
        var box = boxes[map.Boxes + place.Position];
        for (var ky = 0; ky < task.Rows.Kernel; ky++)
        {
            var y = (place.Y * task.Rows.Stride) - task.Rows.PadBefore + (ky * task.Rows.Dilation);
            for (var kx = 0; kx < task.Columns.Kernel; kx++)
            {
                var x = (place.X * task.Columns.Stride) - task.Columns.PadBefore + (kx * task.Columns.Dilation);
                padded += y < map.Height + task.Rows.PadAfter && x < map.Width + task.Columns.PadAfter ? 1 : 0;
                var address = Pixels.Address(box, map, y, x);
                if (address != Pixels.Outside)
                {
                    var cell = Pixels.Load(data, below, address, place.Channel);
                    value = cells == 0 ? cell : task.Kind == 0 ? Larger(value, cell) : value + cell;
                    cells++;
                }
            }
        }

        var scale = task.Kind == 0 ? 1f : 1f / (task.CountPadding != 0 ? padded : cells);
        data[task.OutputData + (place.Pixel * channels) + place.Channel] = Functions.Apply(task.Activation, (scale * value) + bias[place.Channel]);
    }

    private static Float4 Larger(Float4 a, Float4 b) => new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z), Math.Max(a.W, b.W));
}
