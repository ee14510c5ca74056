using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>Convolution of ragged boxes as one matrix product: all pixels of a batch times all outputs, the operand gathered while it is read.</summary>
/// <remarks>Sums are named one by one, because ILGPU keeps an array of them in local memory.</remarks>
internal static class ConvolutionKernels
{
    /// <summary>Threads side by side along the outputs.</summary>
    public const int Lanes = 8;

    private const int MostPitch = (Gathering.MostPixels / 4) + 1;

    /// <summary>Tiles of 64 outputs: each thread sums eight pixels times eight outputs.</summary>
    public static void Wide(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> chunks,
        ArrayView<Float4> weights, ArrayView<Float4> bias, ArrayView<Float4> prologue)
    {
        const int Width = 2 * Lanes;
        var places = SharedMemory.Allocate<int>(3 * Gathering.MostPixels);
        var pixels = SharedMemory.Allocate<Float4>(16 * MostPitch);
        var outputs = SharedMemory.Allocate<Float4>(16 * Width);
        var (thread, pitch) = (Group.IdxX, (Group.DimX / 4) + 1);
        var (tile, part) = (Grid.IdxX / task.Tiles, Grid.IdxX % task.Tiles);
        var (group, first) = (Grid.IdxY, part * Width);
        var (lane, row, half) = (thread % Lanes, thread / Lanes, Group.DimX / 2);
        Gathering.Place(task, boxes, tile, places);
        Group.Barrier();

        Float4 l0 = default;
        Float4 r0 = default;
        Float4 l1 = default;
        Float4 r1 = default;
        Float4 l2 = default;
        Float4 r2 = default;
        Float4 l3 = default;
        Float4 r3 = default;
        Float4 l4 = default;
        Float4 r4 = default;
        Float4 l5 = default;
        Float4 r5 = default;
        Float4 l6 = default;
        Float4 r6 = default;
        Float4 l7 = default;
        Float4 r7 = default;
        var from = group * task.Chunks;
        var fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + (thread % 4), Gathering.Begin());
        for (var step = 0; step < task.Chunks; step += Gathering.Step)
        {
            Gathering.Store(fetched, pixels.Cast<float>(), 4 * pitch);
            for (var i = thread; i < 16 * Width; i += Group.DimX)
            {
                outputs[i] = weights[(((4 * (from + step)) + (i / Width)) * task.WeightStride) + first + (i % Width)];
            }

            Group.Barrier();
            if (step + Gathering.Step < task.Chunks)
            {
                // The next step's loads are under way while this one's products are taken.
                fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + step + Gathering.Step + (thread % 4), fetched);
            }

            for (var channel = 0; channel < 16; channel++)
            {
                var low = pixels[(channel * pitch) + row];
                var high = pixels[(channel * pitch) + (Group.DimX / 8) + row];
                var left = outputs[(channel * Width) + lane];
                var right = outputs[(channel * Width) + Lanes + lane];
                l0 += low.X * left;
                r0 += low.X * right;
                l1 += low.Y * left;
                r1 += low.Y * right;
                l2 += low.Z * left;
                r2 += low.Z * right;
                l3 += low.W * left;
                r3 += low.W * right;
                l4 += high.X * left;
                r4 += high.X * right;
                l5 += high.Y * left;
                r5 += high.Y * right;
                l6 += high.Z * left;
                r6 += high.Z * right;
                l7 += high.W * left;
                r7 += high.W * right;
            }

            Group.Barrier();
        }

        var output = first + lane;
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 0, group, output, l0);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 0, group, output + Lanes, r0);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 1, group, output, l1);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 1, group, output + Lanes, r1);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 2, group, output, l2);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 2, group, output + Lanes, r2);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 3, group, output, l3);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 3, group, output + Lanes, r3);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 0, group, output, l4);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 0, group, output + Lanes, r4);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 1, group, output, l5);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 1, group, output + Lanes, r5);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 2, group, output, l6);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 2, group, output + Lanes, r6);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 3, group, output, l7);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 3, group, output + Lanes, r7);
    }

    /// <summary>Tiles of 32 outputs, for layers with few: each thread sums eight pixels times four.</summary>
    public static void Narrow(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> chunks,
        ArrayView<Float4> weights, ArrayView<Float4> bias, ArrayView<Float4> prologue)
    {
        const int Width = Lanes;
        var places = SharedMemory.Allocate<int>(3 * Gathering.MostPixels);
        var pixels = SharedMemory.Allocate<Float4>(16 * MostPitch);
        var outputs = SharedMemory.Allocate<Float4>(16 * Width);
        var (thread, pitch) = (Group.IdxX, (Group.DimX / 4) + 1);
        var (tile, part) = (Grid.IdxX / task.Tiles, Grid.IdxX % task.Tiles);
        var (group, first) = (Grid.IdxY, part * Width);
        var (lane, row, half) = (thread % Lanes, thread / Lanes, Group.DimX / 2);
        Gathering.Place(task, boxes, tile, places);
        Group.Barrier();

        Float4 l0 = default;
        Float4 l1 = default;
        Float4 l2 = default;
        Float4 l3 = default;
        Float4 l4 = default;
        Float4 l5 = default;
        Float4 l6 = default;
        Float4 l7 = default;
        var from = group * task.Chunks;
        var fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + (thread % 4), Gathering.Begin());
        for (var step = 0; step < task.Chunks; step += Gathering.Step)
        {
            Gathering.Store(fetched, pixels.Cast<float>(), 4 * pitch);
            for (var i = thread; i < 16 * Width; i += Group.DimX)
            {
                outputs[i] = weights[(((4 * (from + step)) + (i / Width)) * task.WeightStride) + first + (i % Width)];
            }

            Group.Barrier();
            if (step + Gathering.Step < task.Chunks)
            {
                // The next step's loads are under way while this one's products are taken.
                fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + step + Gathering.Step + (thread % 4), fetched);
            }

            for (var channel = 0; channel < 16; channel++)
            {
                var low = pixels[(channel * pitch) + row];
                var high = pixels[(channel * pitch) + (Group.DimX / 8) + row];
                var left = outputs[(channel * Width) + lane];
                l0 += low.X * left;
                l1 += low.Y * left;
                l2 += low.Z * left;
                l3 += low.W * left;
                l4 += high.X * left;
                l5 += high.Y * left;
                l6 += high.Z * left;
                l7 += high.W * left;
            }

            Group.Barrier();
        }

        var output = first + lane;
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 0, group, output, l0);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 1, group, output, l1);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 2, group, output, l2);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, (4 * row) + 3, group, output, l3);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 0, group, output, l4);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 1, group, output, l5);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 2, group, output, l6);
        Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, half + (4 * row) + 3, group, output, l7);
    }
}
