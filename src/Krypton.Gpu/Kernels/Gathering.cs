using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>The part of a convolution's operand that one thread fetches: one chunk of four pixels of the tile.</summary>
internal struct Fetched
{
    public Chunk Tap;
    public int Address0;
    public int Address1;
    public int Address2;
    public int Address3;
    public Float4 Value0;
    public Float4 Value1;
    public Float4 Value2;
    public Float4 Value3;
}

/// <summary>What all convolution kernels share: where the pixels of a tile lie, and how ragged windows get into shared memory.</summary>
internal static class Gathering
{
    /// <summary>Chunks of a step: sixteen channels.</summary>
    public const int Step = 4;

    /// <summary>A tile has as many pixels as its group has threads, at most this many.</summary>
    public const int MostPixels = 128;

    /// <summary>Writes the position, row and column of the tile's pixel that belongs to this thread; threads behind the last pixel repeat it.</summary>
    public static void Place(ConvolutionTask task, ArrayView<BoxRecord> boxes, int tile, ArrayView<int> places)
    {
        var thread = Group.IdxX;
        var pixel = Math.Min((tile * Group.DimX) + thread, task.Pixels - 1);
        var position = Pixels.Position(boxes, task.Output.Boxes, task.Count, pixel);
        var box = boxes[task.Output.Boxes + position];
        var within = pixel - box.FirstPixel;
        places[thread] = position;
        places[MostPixels + thread] = box.Y + (within / box.Width);
        places[(2 * MostPixels) + thread] = box.X + (within % box.Width);
    }

    /// <summary>No addresses yet.</summary>
    public static Fetched Begin() => new() { Tap = new Chunk { Part = -1 } };

    /// <summary>Fetches this thread's chunk of a step; addresses are found anew only where the tap is another one.</summary>
    public static Fetched Fetch(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> chunks,
        ArrayView<Float4> prologue, ArrayView<int> places, int chunk, Fetched last)
    {
        var now = last;
        now.Tap = chunks[chunk];
        if (now.Tap.Part != last.Tap.Part || now.Tap.Dy != last.Tap.Dy || now.Tap.Dx != last.Tap.Dx)
        {
            var (map, rows, first) = (inputs[now.Tap.Part], Group.DimX / 4, Group.IdxX / 4);
            now.Address0 = Address(task, boxes, map, places, first, now.Tap);
            now.Address1 = Address(task, boxes, map, places, first + rows, now.Tap);
            now.Address2 = Address(task, boxes, map, places, first + (2 * rows), now.Tap);
            now.Address3 = Address(task, boxes, map, places, first + (3 * rows), now.Tap);
        }

        now.Value0 = Pixels.Load(data, below, now.Address0, now.Tap.Channel);
        now.Value1 = Pixels.Load(data, below, now.Address1, now.Tap.Channel);
        now.Value2 = Pixels.Load(data, below, now.Address2, now.Tap.Channel);
        now.Value3 = Pixels.Load(data, below, now.Address3, now.Tap.Channel);
        if (task.HasPrologue != 0)
        {
            var (scale, shift) = (prologue[2 * chunk], prologue[(2 * chunk) + 1]);
            now.Value0 = Functions.Apply(task.Prologue, (now.Value0 * scale) + shift);
            now.Value1 = Functions.Apply(task.Prologue, (now.Value1 * scale) + shift);
            now.Value2 = Functions.Apply(task.Prologue, (now.Value2 * scale) + shift);
            now.Value3 = Functions.Apply(task.Prologue, (now.Value3 * scale) + shift);
        }

        return now;
    }

    /// <summary>Puts a fetched chunk into shared memory, channel by channel, <paramref name="pitch"/> floats apart.</summary>
    public static void Store(Fetched fetched, ArrayView<float> tile, int pitch)
    {
        var (rows, pixel) = (Group.DimX / 4, Group.IdxX / 4);
        var at = (Group.IdxX % 4 * 4 * pitch) + pixel;
        Store(fetched.Value0, tile, at, pitch);
        Store(fetched.Value1, tile, at + rows, pitch);
        Store(fetched.Value2, tile, at + (2 * rows), pitch);
        Store(fetched.Value3, tile, at + (3 * rows), pitch);
    }

    /// <summary>Writes four outputs of a pixel: bias, residual, activation.</summary>
    /// <param name="pixel">The pixel's index in the tile.</param>
    /// <param name="output">Its first output, in Float4.</param>
    public static void Finish(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Float4> bias,
        ArrayView<int> places, int tile, int pixel, int group, int output, Float4 sum)
    {
        var number = (tile * Group.DimX) + pixel;
        if (number >= task.Pixels || output >= task.GroupOutputs)
        {
            return;
        }

        var channel = (group * task.GroupOutputs) + output;
        sum += bias[channel];
        if (task.HasResidual != 0)
        {
            var address = Pixels.Address(boxes, inputs[task.Residual], places[pixel], places[MostPixels + pixel], places[(2 * MostPixels) + pixel]);
            sum += Pixels.Load(data, below, address, channel);
        }

        data[task.OutputData + (number * task.Output.Stride) + channel] = Functions.Apply(task.Activation, sum);
    }

    private static int Address(ConvolutionTask task, ArrayView<BoxRecord> boxes, Map map, ArrayView<int> places, int pixel, Chunk tap) => Pixels.Address(
        boxes, map, places[pixel], (places[MostPixels + pixel] * task.StrideY) + tap.Dy, (places[(2 * MostPixels) + pixel] * task.StrideX) + tap.Dx);

    private static void Store(Float4 value, ArrayView<float> tile, int at, int pitch)
    {
        tile[at] = value.X;
        tile[at + pitch] = value.Y;
        tile[at + (2 * pitch)] = value.Z;
        tile[at + (3 * pitch)] = value.W;
    }
}
