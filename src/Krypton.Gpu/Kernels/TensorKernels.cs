using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Kernels;

/// <summary>The same matrix product on tensor cores, for NVIDIA GPUs only: four warps, each with 32 pixels times 64 outputs of the tile.</summary>
/// <remarks>Sums live in registers that the assembly names itself, so that ILGPU never moves them; operands follow <see cref="FragmentLayout"/>.</remarks>
internal static class TensorKernels
{
    /// <summary>Float4 of outputs of a tile.</summary>
    private const int Width = 16;

    /// <summary>Floats from one channel of the tile to the next; eight more than a multiple of 32, so that a warp's reads fall into different banks.</summary>
    private const int PixelPitch = Gathering.MostPixels + 8;

    private const int OutputPitch = 72;

    private const int StagePitch = 36;

    private const string Sums = """
        .reg .f32 kacc<64>;
        mov.f32 kacc0, 0f00000000; mov.f32 kacc1, 0f00000000; mov.f32 kacc2, 0f00000000; mov.f32 kacc3, 0f00000000; mov.f32 kacc4, 0f00000000; mov.f32 kacc5, 0f00000000; mov.f32 kacc6, 0f00000000; mov.f32 kacc7, 0f00000000;
        mov.f32 kacc8, 0f00000000; mov.f32 kacc9, 0f00000000; mov.f32 kacc10, 0f00000000; mov.f32 kacc11, 0f00000000; mov.f32 kacc12, 0f00000000; mov.f32 kacc13, 0f00000000; mov.f32 kacc14, 0f00000000; mov.f32 kacc15, 0f00000000;
        mov.f32 kacc16, 0f00000000; mov.f32 kacc17, 0f00000000; mov.f32 kacc18, 0f00000000; mov.f32 kacc19, 0f00000000; mov.f32 kacc20, 0f00000000; mov.f32 kacc21, 0f00000000; mov.f32 kacc22, 0f00000000; mov.f32 kacc23, 0f00000000;
        mov.f32 kacc24, 0f00000000; mov.f32 kacc25, 0f00000000; mov.f32 kacc26, 0f00000000; mov.f32 kacc27, 0f00000000; mov.f32 kacc28, 0f00000000; mov.f32 kacc29, 0f00000000; mov.f32 kacc30, 0f00000000; mov.f32 kacc31, 0f00000000;
        mov.f32 kacc32, 0f00000000; mov.f32 kacc33, 0f00000000; mov.f32 kacc34, 0f00000000; mov.f32 kacc35, 0f00000000; mov.f32 kacc36, 0f00000000; mov.f32 kacc37, 0f00000000; mov.f32 kacc38, 0f00000000; mov.f32 kacc39, 0f00000000;
        mov.f32 kacc40, 0f00000000; mov.f32 kacc41, 0f00000000; mov.f32 kacc42, 0f00000000; mov.f32 kacc43, 0f00000000; mov.f32 kacc44, 0f00000000; mov.f32 kacc45, 0f00000000; mov.f32 kacc46, 0f00000000; mov.f32 kacc47, 0f00000000;
        mov.f32 kacc48, 0f00000000; mov.f32 kacc49, 0f00000000; mov.f32 kacc50, 0f00000000; mov.f32 kacc51, 0f00000000; mov.f32 kacc52, 0f00000000; mov.f32 kacc53, 0f00000000; mov.f32 kacc54, 0f00000000; mov.f32 kacc55, 0f00000000;
        mov.f32 kacc56, 0f00000000; mov.f32 kacc57, 0f00000000; mov.f32 kacc58, 0f00000000; mov.f32 kacc59, 0f00000000; mov.f32 kacc60, 0f00000000; mov.f32 kacc61, 0f00000000; mov.f32 kacc62, 0f00000000; mov.f32 kacc63, 0f00000000;
        """;

    /// <summary>Operands rounded to 11 significant bits.</summary>
    public static void Tf32(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> chunks,
        ArrayView<Float4> weights, ArrayView<Float4> bias, ArrayView<Float4> prologue)
    {
        CudaAsm.Emit(Sums);
        var places = SharedMemory.Allocate<int>(3 * Gathering.MostPixels);
        var pixels = SharedMemory.Allocate<Float4>(16 * PixelPitch / 4).Cast<float>();
        var outputs = SharedMemory.Allocate<Float4>(16 * OutputPitch / 4);
        var products = outputs.Cast<float>();
        var (tile, part) = (Grid.IdxX / task.Tiles, Grid.IdxX % task.Tiles);
        var (group, first) = (Grid.IdxY, part * Width);
        var (thread, from) = (Group.IdxX, Grid.IdxY * task.Chunks);
        var (row, column) = (thread % 32 / 4, thread % 4);
        Gathering.Place(task, boxes, tile, places);
        Group.Barrier();

        var fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + (thread % 4), Gathering.Begin());
        for (var step = 0; step < task.Chunks; step += Gathering.Step)
        {
            Gathering.Store(fetched, pixels, PixelPitch);
            for (var i = thread; i < 16 * Width; i += Gathering.MostPixels)
            {
                outputs[(i / Width * (OutputPitch / 4)) + (i % Width)] = weights[(((4 * (from + step)) + (i / Width)) * task.WeightStride) + first + (i % Width)];
            }

            Group.Barrier();
            if (step + Gathering.Step < task.Chunks)
            {
                fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + step + Gathering.Step + (thread % 4), fetched);
            }

            for (var k = 0; k < 16; k += 8)
            {
                var at = ((k + column) * PixelPitch) + (thread / 32 * 32) + row;
                var upper = Fragments.Rows(pixels, at, PixelPitch);
                var lower = Fragments.Rows(pixels, at + 16, PixelPitch);
                var bt = ((k + column) * OutputPitch) + row;
                var b0 = Fragments.Columns(products, bt + 0, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc0, kacc1, kacc2, kacc3}, {%0, %1, %2, %3}, {%4, %5}, {kacc0, kacc1, kacc2, kacc3};", upper.A0, upper.A1, upper.A2, upper.A3, b0.B0, b0.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc32, kacc33, kacc34, kacc35}, {%0, %1, %2, %3}, {%4, %5}, {kacc32, kacc33, kacc34, kacc35};", lower.A0, lower.A1, lower.A2, lower.A3, b0.B0, b0.B1);
                var b1 = Fragments.Columns(products, bt + 8, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc4, kacc5, kacc6, kacc7}, {%0, %1, %2, %3}, {%4, %5}, {kacc4, kacc5, kacc6, kacc7};", upper.A0, upper.A1, upper.A2, upper.A3, b1.B0, b1.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc36, kacc37, kacc38, kacc39}, {%0, %1, %2, %3}, {%4, %5}, {kacc36, kacc37, kacc38, kacc39};", lower.A0, lower.A1, lower.A2, lower.A3, b1.B0, b1.B1);
                var b2 = Fragments.Columns(products, bt + 16, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc8, kacc9, kacc10, kacc11}, {%0, %1, %2, %3}, {%4, %5}, {kacc8, kacc9, kacc10, kacc11};", upper.A0, upper.A1, upper.A2, upper.A3, b2.B0, b2.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc40, kacc41, kacc42, kacc43}, {%0, %1, %2, %3}, {%4, %5}, {kacc40, kacc41, kacc42, kacc43};", lower.A0, lower.A1, lower.A2, lower.A3, b2.B0, b2.B1);
                var b3 = Fragments.Columns(products, bt + 24, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc12, kacc13, kacc14, kacc15}, {%0, %1, %2, %3}, {%4, %5}, {kacc12, kacc13, kacc14, kacc15};", upper.A0, upper.A1, upper.A2, upper.A3, b3.B0, b3.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc44, kacc45, kacc46, kacc47}, {%0, %1, %2, %3}, {%4, %5}, {kacc44, kacc45, kacc46, kacc47};", lower.A0, lower.A1, lower.A2, lower.A3, b3.B0, b3.B1);
                var b4 = Fragments.Columns(products, bt + 32, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc16, kacc17, kacc18, kacc19}, {%0, %1, %2, %3}, {%4, %5}, {kacc16, kacc17, kacc18, kacc19};", upper.A0, upper.A1, upper.A2, upper.A3, b4.B0, b4.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc48, kacc49, kacc50, kacc51}, {%0, %1, %2, %3}, {%4, %5}, {kacc48, kacc49, kacc50, kacc51};", lower.A0, lower.A1, lower.A2, lower.A3, b4.B0, b4.B1);
                var b5 = Fragments.Columns(products, bt + 40, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc20, kacc21, kacc22, kacc23}, {%0, %1, %2, %3}, {%4, %5}, {kacc20, kacc21, kacc22, kacc23};", upper.A0, upper.A1, upper.A2, upper.A3, b5.B0, b5.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc52, kacc53, kacc54, kacc55}, {%0, %1, %2, %3}, {%4, %5}, {kacc52, kacc53, kacc54, kacc55};", lower.A0, lower.A1, lower.A2, lower.A3, b5.B0, b5.B1);
                var b6 = Fragments.Columns(products, bt + 48, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc24, kacc25, kacc26, kacc27}, {%0, %1, %2, %3}, {%4, %5}, {kacc24, kacc25, kacc26, kacc27};", upper.A0, upper.A1, upper.A2, upper.A3, b6.B0, b6.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc56, kacc57, kacc58, kacc59}, {%0, %1, %2, %3}, {%4, %5}, {kacc56, kacc57, kacc58, kacc59};", lower.A0, lower.A1, lower.A2, lower.A3, b6.B0, b6.B1);
                var b7 = Fragments.Columns(products, bt + 56, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc28, kacc29, kacc30, kacc31}, {%0, %1, %2, %3}, {%4, %5}, {kacc28, kacc29, kacc30, kacc31};", upper.A0, upper.A1, upper.A2, upper.A3, b7.B0, b7.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc60, kacc61, kacc62, kacc63}, {%0, %1, %2, %3}, {%4, %5}, {kacc60, kacc61, kacc62, kacc63};", lower.A0, lower.A1, lower.A2, lower.A3, b7.B0, b7.B1);
            }

            Group.Barrier();
        }

        var stage = SharedMemory.Allocate<Float4>(Gathering.MostPixels * StagePitch / 4);
        var sums = stage.Cast<float>();
        var to = (((thread / 32 * 32) + row) * StagePitch) + (2 * column);
        CudaAsm.Emit("mov.f32 %0, kacc0;", out float s0);
        sums[to + (0 * StagePitch) + 0] = s0;
        CudaAsm.Emit("mov.f32 %0, kacc1;", out float s1);
        sums[to + (0 * StagePitch) + 1] = s1;
        CudaAsm.Emit("mov.f32 %0, kacc2;", out float s2);
        sums[to + (8 * StagePitch) + 0] = s2;
        CudaAsm.Emit("mov.f32 %0, kacc3;", out float s3);
        sums[to + (8 * StagePitch) + 1] = s3;
        CudaAsm.Emit("mov.f32 %0, kacc4;", out float s4);
        sums[to + (0 * StagePitch) + 8] = s4;
        CudaAsm.Emit("mov.f32 %0, kacc5;", out float s5);
        sums[to + (0 * StagePitch) + 9] = s5;
        CudaAsm.Emit("mov.f32 %0, kacc6;", out float s6);
        sums[to + (8 * StagePitch) + 8] = s6;
        CudaAsm.Emit("mov.f32 %0, kacc7;", out float s7);
        sums[to + (8 * StagePitch) + 9] = s7;
        CudaAsm.Emit("mov.f32 %0, kacc8;", out float s8);
        sums[to + (0 * StagePitch) + 16] = s8;
        CudaAsm.Emit("mov.f32 %0, kacc9;", out float s9);
        sums[to + (0 * StagePitch) + 17] = s9;
        CudaAsm.Emit("mov.f32 %0, kacc10;", out float s10);
        sums[to + (8 * StagePitch) + 16] = s10;
        CudaAsm.Emit("mov.f32 %0, kacc11;", out float s11);
        sums[to + (8 * StagePitch) + 17] = s11;
        CudaAsm.Emit("mov.f32 %0, kacc12;", out float s12);
        sums[to + (0 * StagePitch) + 24] = s12;
        CudaAsm.Emit("mov.f32 %0, kacc13;", out float s13);
        sums[to + (0 * StagePitch) + 25] = s13;
        CudaAsm.Emit("mov.f32 %0, kacc14;", out float s14);
        sums[to + (8 * StagePitch) + 24] = s14;
        CudaAsm.Emit("mov.f32 %0, kacc15;", out float s15);
        sums[to + (8 * StagePitch) + 25] = s15;
        CudaAsm.Emit("mov.f32 %0, kacc32;", out float s32);
        sums[to + (16 * StagePitch) + 0] = s32;
        CudaAsm.Emit("mov.f32 %0, kacc33;", out float s33);
        sums[to + (16 * StagePitch) + 1] = s33;
        CudaAsm.Emit("mov.f32 %0, kacc34;", out float s34);
        sums[to + (24 * StagePitch) + 0] = s34;
        CudaAsm.Emit("mov.f32 %0, kacc35;", out float s35);
        sums[to + (24 * StagePitch) + 1] = s35;
        CudaAsm.Emit("mov.f32 %0, kacc36;", out float s36);
        sums[to + (16 * StagePitch) + 8] = s36;
        CudaAsm.Emit("mov.f32 %0, kacc37;", out float s37);
        sums[to + (16 * StagePitch) + 9] = s37;
        CudaAsm.Emit("mov.f32 %0, kacc38;", out float s38);
        sums[to + (24 * StagePitch) + 8] = s38;
        CudaAsm.Emit("mov.f32 %0, kacc39;", out float s39);
        sums[to + (24 * StagePitch) + 9] = s39;
        CudaAsm.Emit("mov.f32 %0, kacc40;", out float s40);
        sums[to + (16 * StagePitch) + 16] = s40;
        CudaAsm.Emit("mov.f32 %0, kacc41;", out float s41);
        sums[to + (16 * StagePitch) + 17] = s41;
        CudaAsm.Emit("mov.f32 %0, kacc42;", out float s42);
        sums[to + (24 * StagePitch) + 16] = s42;
        CudaAsm.Emit("mov.f32 %0, kacc43;", out float s43);
        sums[to + (24 * StagePitch) + 17] = s43;
        CudaAsm.Emit("mov.f32 %0, kacc44;", out float s44);
        sums[to + (16 * StagePitch) + 24] = s44;
        CudaAsm.Emit("mov.f32 %0, kacc45;", out float s45);
        sums[to + (16 * StagePitch) + 25] = s45;
        CudaAsm.Emit("mov.f32 %0, kacc46;", out float s46);
        sums[to + (24 * StagePitch) + 24] = s46;
        CudaAsm.Emit("mov.f32 %0, kacc47;", out float s47);
        sums[to + (24 * StagePitch) + 25] = s47;
        Group.Barrier();
        Finish(task, data, below, boxes, inputs, bias, places, tile, group, first + 0, stage);
        Group.Barrier();

        CudaAsm.Emit("mov.f32 %0, kacc16;", out float s16);
        sums[to + (0 * StagePitch) + 0] = s16;
        CudaAsm.Emit("mov.f32 %0, kacc17;", out float s17);
        sums[to + (0 * StagePitch) + 1] = s17;
        CudaAsm.Emit("mov.f32 %0, kacc18;", out float s18);
        sums[to + (8 * StagePitch) + 0] = s18;
        CudaAsm.Emit("mov.f32 %0, kacc19;", out float s19);
        sums[to + (8 * StagePitch) + 1] = s19;
        CudaAsm.Emit("mov.f32 %0, kacc20;", out float s20);
        sums[to + (0 * StagePitch) + 8] = s20;
        CudaAsm.Emit("mov.f32 %0, kacc21;", out float s21);
        sums[to + (0 * StagePitch) + 9] = s21;
        CudaAsm.Emit("mov.f32 %0, kacc22;", out float s22);
        sums[to + (8 * StagePitch) + 8] = s22;
        CudaAsm.Emit("mov.f32 %0, kacc23;", out float s23);
        sums[to + (8 * StagePitch) + 9] = s23;
        CudaAsm.Emit("mov.f32 %0, kacc24;", out float s24);
        sums[to + (0 * StagePitch) + 16] = s24;
        CudaAsm.Emit("mov.f32 %0, kacc25;", out float s25);
        sums[to + (0 * StagePitch) + 17] = s25;
        CudaAsm.Emit("mov.f32 %0, kacc26;", out float s26);
        sums[to + (8 * StagePitch) + 16] = s26;
        CudaAsm.Emit("mov.f32 %0, kacc27;", out float s27);
        sums[to + (8 * StagePitch) + 17] = s27;
        CudaAsm.Emit("mov.f32 %0, kacc28;", out float s28);
        sums[to + (0 * StagePitch) + 24] = s28;
        CudaAsm.Emit("mov.f32 %0, kacc29;", out float s29);
        sums[to + (0 * StagePitch) + 25] = s29;
        CudaAsm.Emit("mov.f32 %0, kacc30;", out float s30);
        sums[to + (8 * StagePitch) + 24] = s30;
        CudaAsm.Emit("mov.f32 %0, kacc31;", out float s31);
        sums[to + (8 * StagePitch) + 25] = s31;
        CudaAsm.Emit("mov.f32 %0, kacc48;", out float s48);
        sums[to + (16 * StagePitch) + 0] = s48;
        CudaAsm.Emit("mov.f32 %0, kacc49;", out float s49);
        sums[to + (16 * StagePitch) + 1] = s49;
        CudaAsm.Emit("mov.f32 %0, kacc50;", out float s50);
        sums[to + (24 * StagePitch) + 0] = s50;
        CudaAsm.Emit("mov.f32 %0, kacc51;", out float s51);
        sums[to + (24 * StagePitch) + 1] = s51;
        CudaAsm.Emit("mov.f32 %0, kacc52;", out float s52);
        sums[to + (16 * StagePitch) + 8] = s52;
        CudaAsm.Emit("mov.f32 %0, kacc53;", out float s53);
        sums[to + (16 * StagePitch) + 9] = s53;
        CudaAsm.Emit("mov.f32 %0, kacc54;", out float s54);
        sums[to + (24 * StagePitch) + 8] = s54;
        CudaAsm.Emit("mov.f32 %0, kacc55;", out float s55);
        sums[to + (24 * StagePitch) + 9] = s55;
        CudaAsm.Emit("mov.f32 %0, kacc56;", out float s56);
        sums[to + (16 * StagePitch) + 16] = s56;
        CudaAsm.Emit("mov.f32 %0, kacc57;", out float s57);
        sums[to + (16 * StagePitch) + 17] = s57;
        CudaAsm.Emit("mov.f32 %0, kacc58;", out float s58);
        sums[to + (24 * StagePitch) + 16] = s58;
        CudaAsm.Emit("mov.f32 %0, kacc59;", out float s59);
        sums[to + (24 * StagePitch) + 17] = s59;
        CudaAsm.Emit("mov.f32 %0, kacc60;", out float s60);
        sums[to + (16 * StagePitch) + 24] = s60;
        CudaAsm.Emit("mov.f32 %0, kacc61;", out float s61);
        sums[to + (16 * StagePitch) + 25] = s61;
        CudaAsm.Emit("mov.f32 %0, kacc62;", out float s62);
        sums[to + (24 * StagePitch) + 24] = s62;
        CudaAsm.Emit("mov.f32 %0, kacc63;", out float s63);
        sums[to + (24 * StagePitch) + 25] = s63;
        Group.Barrier();
        Finish(task, data, below, boxes, inputs, bias, places, tile, group, first + 8, stage);
    }

    /// <summary>Operands as the sum of two such numbers: all products but that of the rests.</summary>
    public static void SplitTf32(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> chunks,
        ArrayView<Float4> weights, ArrayView<Float4> bias, ArrayView<Float4> prologue)
    {
        CudaAsm.Emit(Sums);
        var places = SharedMemory.Allocate<int>(3 * Gathering.MostPixels);
        var pixels = SharedMemory.Allocate<Float4>(16 * PixelPitch / 4).Cast<float>();
        var outputs = SharedMemory.Allocate<Float4>(16 * OutputPitch / 4);
        var products = outputs.Cast<float>();
        var (tile, part) = (Grid.IdxX / task.Tiles, Grid.IdxX % task.Tiles);
        var (group, first) = (Grid.IdxY, part * Width);
        var (thread, from) = (Group.IdxX, Grid.IdxY * task.Chunks);
        var (row, column) = (thread % 32 / 4, thread % 4);
        Gathering.Place(task, boxes, tile, places);
        Group.Barrier();

        var fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + (thread % 4), Gathering.Begin());
        for (var step = 0; step < task.Chunks; step += Gathering.Step)
        {
            Gathering.Store(fetched, pixels, PixelPitch);
            for (var i = thread; i < 16 * Width; i += Gathering.MostPixels)
            {
                outputs[(i / Width * (OutputPitch / 4)) + (i % Width)] = weights[(((4 * (from + step)) + (i / Width)) * task.WeightStride) + first + (i % Width)];
            }

            Group.Barrier();
            if (step + Gathering.Step < task.Chunks)
            {
                fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + step + Gathering.Step + (thread % 4), fetched);
            }

            for (var k = 0; k < 16; k += 8)
            {
                var at = ((k + column) * PixelPitch) + (thread / 32 * 32) + row;
                var upper = Fragments.Rows(pixels, at, PixelPitch);
                var lower = Fragments.Rows(pixels, at + 16, PixelPitch);
                var upperRest = Fragments.RowsRest(pixels, at, PixelPitch);
                var lowerRest = Fragments.RowsRest(pixels, at + 16, PixelPitch);
                var bt = ((k + column) * OutputPitch) + row;
                var b0 = Fragments.Columns(products, bt + 0, OutputPitch);
                var rest0 = Fragments.ColumnsRest(products, bt + 0, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc0, kacc1, kacc2, kacc3}, {%0, %1, %2, %3}, {%4, %5}, {kacc0, kacc1, kacc2, kacc3};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b0.B0, b0.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc32, kacc33, kacc34, kacc35}, {%0, %1, %2, %3}, {%4, %5}, {kacc32, kacc33, kacc34, kacc35};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b0.B0, b0.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc0, kacc1, kacc2, kacc3}, {%0, %1, %2, %3}, {%4, %5}, {kacc0, kacc1, kacc2, kacc3};", upper.A0, upper.A1, upper.A2, upper.A3, rest0.B0, rest0.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc32, kacc33, kacc34, kacc35}, {%0, %1, %2, %3}, {%4, %5}, {kacc32, kacc33, kacc34, kacc35};", lower.A0, lower.A1, lower.A2, lower.A3, rest0.B0, rest0.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc0, kacc1, kacc2, kacc3}, {%0, %1, %2, %3}, {%4, %5}, {kacc0, kacc1, kacc2, kacc3};", upper.A0, upper.A1, upper.A2, upper.A3, b0.B0, b0.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc32, kacc33, kacc34, kacc35}, {%0, %1, %2, %3}, {%4, %5}, {kacc32, kacc33, kacc34, kacc35};", lower.A0, lower.A1, lower.A2, lower.A3, b0.B0, b0.B1);
                var b1 = Fragments.Columns(products, bt + 8, OutputPitch);
                var rest1 = Fragments.ColumnsRest(products, bt + 8, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc4, kacc5, kacc6, kacc7}, {%0, %1, %2, %3}, {%4, %5}, {kacc4, kacc5, kacc6, kacc7};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b1.B0, b1.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc36, kacc37, kacc38, kacc39}, {%0, %1, %2, %3}, {%4, %5}, {kacc36, kacc37, kacc38, kacc39};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b1.B0, b1.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc4, kacc5, kacc6, kacc7}, {%0, %1, %2, %3}, {%4, %5}, {kacc4, kacc5, kacc6, kacc7};", upper.A0, upper.A1, upper.A2, upper.A3, rest1.B0, rest1.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc36, kacc37, kacc38, kacc39}, {%0, %1, %2, %3}, {%4, %5}, {kacc36, kacc37, kacc38, kacc39};", lower.A0, lower.A1, lower.A2, lower.A3, rest1.B0, rest1.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc4, kacc5, kacc6, kacc7}, {%0, %1, %2, %3}, {%4, %5}, {kacc4, kacc5, kacc6, kacc7};", upper.A0, upper.A1, upper.A2, upper.A3, b1.B0, b1.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc36, kacc37, kacc38, kacc39}, {%0, %1, %2, %3}, {%4, %5}, {kacc36, kacc37, kacc38, kacc39};", lower.A0, lower.A1, lower.A2, lower.A3, b1.B0, b1.B1);
                var b2 = Fragments.Columns(products, bt + 16, OutputPitch);
                var rest2 = Fragments.ColumnsRest(products, bt + 16, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc8, kacc9, kacc10, kacc11}, {%0, %1, %2, %3}, {%4, %5}, {kacc8, kacc9, kacc10, kacc11};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b2.B0, b2.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc40, kacc41, kacc42, kacc43}, {%0, %1, %2, %3}, {%4, %5}, {kacc40, kacc41, kacc42, kacc43};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b2.B0, b2.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc8, kacc9, kacc10, kacc11}, {%0, %1, %2, %3}, {%4, %5}, {kacc8, kacc9, kacc10, kacc11};", upper.A0, upper.A1, upper.A2, upper.A3, rest2.B0, rest2.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc40, kacc41, kacc42, kacc43}, {%0, %1, %2, %3}, {%4, %5}, {kacc40, kacc41, kacc42, kacc43};", lower.A0, lower.A1, lower.A2, lower.A3, rest2.B0, rest2.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc8, kacc9, kacc10, kacc11}, {%0, %1, %2, %3}, {%4, %5}, {kacc8, kacc9, kacc10, kacc11};", upper.A0, upper.A1, upper.A2, upper.A3, b2.B0, b2.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc40, kacc41, kacc42, kacc43}, {%0, %1, %2, %3}, {%4, %5}, {kacc40, kacc41, kacc42, kacc43};", lower.A0, lower.A1, lower.A2, lower.A3, b2.B0, b2.B1);
                var b3 = Fragments.Columns(products, bt + 24, OutputPitch);
                var rest3 = Fragments.ColumnsRest(products, bt + 24, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc12, kacc13, kacc14, kacc15}, {%0, %1, %2, %3}, {%4, %5}, {kacc12, kacc13, kacc14, kacc15};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b3.B0, b3.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc44, kacc45, kacc46, kacc47}, {%0, %1, %2, %3}, {%4, %5}, {kacc44, kacc45, kacc46, kacc47};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b3.B0, b3.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc12, kacc13, kacc14, kacc15}, {%0, %1, %2, %3}, {%4, %5}, {kacc12, kacc13, kacc14, kacc15};", upper.A0, upper.A1, upper.A2, upper.A3, rest3.B0, rest3.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc44, kacc45, kacc46, kacc47}, {%0, %1, %2, %3}, {%4, %5}, {kacc44, kacc45, kacc46, kacc47};", lower.A0, lower.A1, lower.A2, lower.A3, rest3.B0, rest3.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc12, kacc13, kacc14, kacc15}, {%0, %1, %2, %3}, {%4, %5}, {kacc12, kacc13, kacc14, kacc15};", upper.A0, upper.A1, upper.A2, upper.A3, b3.B0, b3.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc44, kacc45, kacc46, kacc47}, {%0, %1, %2, %3}, {%4, %5}, {kacc44, kacc45, kacc46, kacc47};", lower.A0, lower.A1, lower.A2, lower.A3, b3.B0, b3.B1);
                var b4 = Fragments.Columns(products, bt + 32, OutputPitch);
                var rest4 = Fragments.ColumnsRest(products, bt + 32, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc16, kacc17, kacc18, kacc19}, {%0, %1, %2, %3}, {%4, %5}, {kacc16, kacc17, kacc18, kacc19};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b4.B0, b4.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc48, kacc49, kacc50, kacc51}, {%0, %1, %2, %3}, {%4, %5}, {kacc48, kacc49, kacc50, kacc51};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b4.B0, b4.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc16, kacc17, kacc18, kacc19}, {%0, %1, %2, %3}, {%4, %5}, {kacc16, kacc17, kacc18, kacc19};", upper.A0, upper.A1, upper.A2, upper.A3, rest4.B0, rest4.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc48, kacc49, kacc50, kacc51}, {%0, %1, %2, %3}, {%4, %5}, {kacc48, kacc49, kacc50, kacc51};", lower.A0, lower.A1, lower.A2, lower.A3, rest4.B0, rest4.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc16, kacc17, kacc18, kacc19}, {%0, %1, %2, %3}, {%4, %5}, {kacc16, kacc17, kacc18, kacc19};", upper.A0, upper.A1, upper.A2, upper.A3, b4.B0, b4.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc48, kacc49, kacc50, kacc51}, {%0, %1, %2, %3}, {%4, %5}, {kacc48, kacc49, kacc50, kacc51};", lower.A0, lower.A1, lower.A2, lower.A3, b4.B0, b4.B1);
                var b5 = Fragments.Columns(products, bt + 40, OutputPitch);
                var rest5 = Fragments.ColumnsRest(products, bt + 40, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc20, kacc21, kacc22, kacc23}, {%0, %1, %2, %3}, {%4, %5}, {kacc20, kacc21, kacc22, kacc23};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b5.B0, b5.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc52, kacc53, kacc54, kacc55}, {%0, %1, %2, %3}, {%4, %5}, {kacc52, kacc53, kacc54, kacc55};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b5.B0, b5.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc20, kacc21, kacc22, kacc23}, {%0, %1, %2, %3}, {%4, %5}, {kacc20, kacc21, kacc22, kacc23};", upper.A0, upper.A1, upper.A2, upper.A3, rest5.B0, rest5.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc52, kacc53, kacc54, kacc55}, {%0, %1, %2, %3}, {%4, %5}, {kacc52, kacc53, kacc54, kacc55};", lower.A0, lower.A1, lower.A2, lower.A3, rest5.B0, rest5.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc20, kacc21, kacc22, kacc23}, {%0, %1, %2, %3}, {%4, %5}, {kacc20, kacc21, kacc22, kacc23};", upper.A0, upper.A1, upper.A2, upper.A3, b5.B0, b5.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc52, kacc53, kacc54, kacc55}, {%0, %1, %2, %3}, {%4, %5}, {kacc52, kacc53, kacc54, kacc55};", lower.A0, lower.A1, lower.A2, lower.A3, b5.B0, b5.B1);
                var b6 = Fragments.Columns(products, bt + 48, OutputPitch);
                var rest6 = Fragments.ColumnsRest(products, bt + 48, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc24, kacc25, kacc26, kacc27}, {%0, %1, %2, %3}, {%4, %5}, {kacc24, kacc25, kacc26, kacc27};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b6.B0, b6.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc56, kacc57, kacc58, kacc59}, {%0, %1, %2, %3}, {%4, %5}, {kacc56, kacc57, kacc58, kacc59};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b6.B0, b6.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc24, kacc25, kacc26, kacc27}, {%0, %1, %2, %3}, {%4, %5}, {kacc24, kacc25, kacc26, kacc27};", upper.A0, upper.A1, upper.A2, upper.A3, rest6.B0, rest6.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc56, kacc57, kacc58, kacc59}, {%0, %1, %2, %3}, {%4, %5}, {kacc56, kacc57, kacc58, kacc59};", lower.A0, lower.A1, lower.A2, lower.A3, rest6.B0, rest6.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc24, kacc25, kacc26, kacc27}, {%0, %1, %2, %3}, {%4, %5}, {kacc24, kacc25, kacc26, kacc27};", upper.A0, upper.A1, upper.A2, upper.A3, b6.B0, b6.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc56, kacc57, kacc58, kacc59}, {%0, %1, %2, %3}, {%4, %5}, {kacc56, kacc57, kacc58, kacc59};", lower.A0, lower.A1, lower.A2, lower.A3, b6.B0, b6.B1);
                var b7 = Fragments.Columns(products, bt + 56, OutputPitch);
                var rest7 = Fragments.ColumnsRest(products, bt + 56, OutputPitch);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc28, kacc29, kacc30, kacc31}, {%0, %1, %2, %3}, {%4, %5}, {kacc28, kacc29, kacc30, kacc31};", upperRest.A0, upperRest.A1, upperRest.A2, upperRest.A3, b7.B0, b7.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc60, kacc61, kacc62, kacc63}, {%0, %1, %2, %3}, {%4, %5}, {kacc60, kacc61, kacc62, kacc63};", lowerRest.A0, lowerRest.A1, lowerRest.A2, lowerRest.A3, b7.B0, b7.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc28, kacc29, kacc30, kacc31}, {%0, %1, %2, %3}, {%4, %5}, {kacc28, kacc29, kacc30, kacc31};", upper.A0, upper.A1, upper.A2, upper.A3, rest7.B0, rest7.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc60, kacc61, kacc62, kacc63}, {%0, %1, %2, %3}, {%4, %5}, {kacc60, kacc61, kacc62, kacc63};", lower.A0, lower.A1, lower.A2, lower.A3, rest7.B0, rest7.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc28, kacc29, kacc30, kacc31}, {%0, %1, %2, %3}, {%4, %5}, {kacc28, kacc29, kacc30, kacc31};", upper.A0, upper.A1, upper.A2, upper.A3, b7.B0, b7.B1);
                CudaAsm.Emit("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {kacc60, kacc61, kacc62, kacc63}, {%0, %1, %2, %3}, {%4, %5}, {kacc60, kacc61, kacc62, kacc63};", lower.A0, lower.A1, lower.A2, lower.A3, b7.B0, b7.B1);
            }

            Group.Barrier();
        }

        var stage = SharedMemory.Allocate<Float4>(Gathering.MostPixels * StagePitch / 4);
        var sums = stage.Cast<float>();
        var to = (((thread / 32 * 32) + row) * StagePitch) + (2 * column);
        CudaAsm.Emit("mov.f32 %0, kacc0;", out float s0);
        sums[to + (0 * StagePitch) + 0] = s0;
        CudaAsm.Emit("mov.f32 %0, kacc1;", out float s1);
        sums[to + (0 * StagePitch) + 1] = s1;
        CudaAsm.Emit("mov.f32 %0, kacc2;", out float s2);
        sums[to + (8 * StagePitch) + 0] = s2;
        CudaAsm.Emit("mov.f32 %0, kacc3;", out float s3);
        sums[to + (8 * StagePitch) + 1] = s3;
        CudaAsm.Emit("mov.f32 %0, kacc4;", out float s4);
        sums[to + (0 * StagePitch) + 8] = s4;
        CudaAsm.Emit("mov.f32 %0, kacc5;", out float s5);
        sums[to + (0 * StagePitch) + 9] = s5;
        CudaAsm.Emit("mov.f32 %0, kacc6;", out float s6);
        sums[to + (8 * StagePitch) + 8] = s6;
        CudaAsm.Emit("mov.f32 %0, kacc7;", out float s7);
        sums[to + (8 * StagePitch) + 9] = s7;
        CudaAsm.Emit("mov.f32 %0, kacc8;", out float s8);
        sums[to + (0 * StagePitch) + 16] = s8;
        CudaAsm.Emit("mov.f32 %0, kacc9;", out float s9);
        sums[to + (0 * StagePitch) + 17] = s9;
        CudaAsm.Emit("mov.f32 %0, kacc10;", out float s10);
        sums[to + (8 * StagePitch) + 16] = s10;
        CudaAsm.Emit("mov.f32 %0, kacc11;", out float s11);
        sums[to + (8 * StagePitch) + 17] = s11;
        CudaAsm.Emit("mov.f32 %0, kacc12;", out float s12);
        sums[to + (0 * StagePitch) + 24] = s12;
        CudaAsm.Emit("mov.f32 %0, kacc13;", out float s13);
        sums[to + (0 * StagePitch) + 25] = s13;
        CudaAsm.Emit("mov.f32 %0, kacc14;", out float s14);
        sums[to + (8 * StagePitch) + 24] = s14;
        CudaAsm.Emit("mov.f32 %0, kacc15;", out float s15);
        sums[to + (8 * StagePitch) + 25] = s15;
        CudaAsm.Emit("mov.f32 %0, kacc32;", out float s32);
        sums[to + (16 * StagePitch) + 0] = s32;
        CudaAsm.Emit("mov.f32 %0, kacc33;", out float s33);
        sums[to + (16 * StagePitch) + 1] = s33;
        CudaAsm.Emit("mov.f32 %0, kacc34;", out float s34);
        sums[to + (24 * StagePitch) + 0] = s34;
        CudaAsm.Emit("mov.f32 %0, kacc35;", out float s35);
        sums[to + (24 * StagePitch) + 1] = s35;
        CudaAsm.Emit("mov.f32 %0, kacc36;", out float s36);
        sums[to + (16 * StagePitch) + 8] = s36;
        CudaAsm.Emit("mov.f32 %0, kacc37;", out float s37);
        sums[to + (16 * StagePitch) + 9] = s37;
        CudaAsm.Emit("mov.f32 %0, kacc38;", out float s38);
        sums[to + (24 * StagePitch) + 8] = s38;
        CudaAsm.Emit("mov.f32 %0, kacc39;", out float s39);
        sums[to + (24 * StagePitch) + 9] = s39;
        CudaAsm.Emit("mov.f32 %0, kacc40;", out float s40);
        sums[to + (16 * StagePitch) + 16] = s40;
        CudaAsm.Emit("mov.f32 %0, kacc41;", out float s41);
        sums[to + (16 * StagePitch) + 17] = s41;
        CudaAsm.Emit("mov.f32 %0, kacc42;", out float s42);
        sums[to + (24 * StagePitch) + 16] = s42;
        CudaAsm.Emit("mov.f32 %0, kacc43;", out float s43);
        sums[to + (24 * StagePitch) + 17] = s43;
        CudaAsm.Emit("mov.f32 %0, kacc44;", out float s44);
        sums[to + (16 * StagePitch) + 24] = s44;
        CudaAsm.Emit("mov.f32 %0, kacc45;", out float s45);
        sums[to + (16 * StagePitch) + 25] = s45;
        CudaAsm.Emit("mov.f32 %0, kacc46;", out float s46);
        sums[to + (24 * StagePitch) + 24] = s46;
        CudaAsm.Emit("mov.f32 %0, kacc47;", out float s47);
        sums[to + (24 * StagePitch) + 25] = s47;
        Group.Barrier();
        Finish(task, data, below, boxes, inputs, bias, places, tile, group, first + 0, stage);
        Group.Barrier();

        CudaAsm.Emit("mov.f32 %0, kacc16;", out float s16);
        sums[to + (0 * StagePitch) + 0] = s16;
        CudaAsm.Emit("mov.f32 %0, kacc17;", out float s17);
        sums[to + (0 * StagePitch) + 1] = s17;
        CudaAsm.Emit("mov.f32 %0, kacc18;", out float s18);
        sums[to + (8 * StagePitch) + 0] = s18;
        CudaAsm.Emit("mov.f32 %0, kacc19;", out float s19);
        sums[to + (8 * StagePitch) + 1] = s19;
        CudaAsm.Emit("mov.f32 %0, kacc20;", out float s20);
        sums[to + (0 * StagePitch) + 8] = s20;
        CudaAsm.Emit("mov.f32 %0, kacc21;", out float s21);
        sums[to + (0 * StagePitch) + 9] = s21;
        CudaAsm.Emit("mov.f32 %0, kacc22;", out float s22);
        sums[to + (8 * StagePitch) + 8] = s22;
        CudaAsm.Emit("mov.f32 %0, kacc23;", out float s23);
        sums[to + (8 * StagePitch) + 9] = s23;
        CudaAsm.Emit("mov.f32 %0, kacc24;", out float s24);
        sums[to + (0 * StagePitch) + 16] = s24;
        CudaAsm.Emit("mov.f32 %0, kacc25;", out float s25);
        sums[to + (0 * StagePitch) + 17] = s25;
        CudaAsm.Emit("mov.f32 %0, kacc26;", out float s26);
        sums[to + (8 * StagePitch) + 16] = s26;
        CudaAsm.Emit("mov.f32 %0, kacc27;", out float s27);
        sums[to + (8 * StagePitch) + 17] = s27;
        CudaAsm.Emit("mov.f32 %0, kacc28;", out float s28);
        sums[to + (0 * StagePitch) + 24] = s28;
        CudaAsm.Emit("mov.f32 %0, kacc29;", out float s29);
        sums[to + (0 * StagePitch) + 25] = s29;
        CudaAsm.Emit("mov.f32 %0, kacc30;", out float s30);
        sums[to + (8 * StagePitch) + 24] = s30;
        CudaAsm.Emit("mov.f32 %0, kacc31;", out float s31);
        sums[to + (8 * StagePitch) + 25] = s31;
        CudaAsm.Emit("mov.f32 %0, kacc48;", out float s48);
        sums[to + (16 * StagePitch) + 0] = s48;
        CudaAsm.Emit("mov.f32 %0, kacc49;", out float s49);
        sums[to + (16 * StagePitch) + 1] = s49;
        CudaAsm.Emit("mov.f32 %0, kacc50;", out float s50);
        sums[to + (24 * StagePitch) + 0] = s50;
        CudaAsm.Emit("mov.f32 %0, kacc51;", out float s51);
        sums[to + (24 * StagePitch) + 1] = s51;
        CudaAsm.Emit("mov.f32 %0, kacc52;", out float s52);
        sums[to + (16 * StagePitch) + 8] = s52;
        CudaAsm.Emit("mov.f32 %0, kacc53;", out float s53);
        sums[to + (16 * StagePitch) + 9] = s53;
        CudaAsm.Emit("mov.f32 %0, kacc54;", out float s54);
        sums[to + (24 * StagePitch) + 8] = s54;
        CudaAsm.Emit("mov.f32 %0, kacc55;", out float s55);
        sums[to + (24 * StagePitch) + 9] = s55;
        CudaAsm.Emit("mov.f32 %0, kacc56;", out float s56);
        sums[to + (16 * StagePitch) + 16] = s56;
        CudaAsm.Emit("mov.f32 %0, kacc57;", out float s57);
        sums[to + (16 * StagePitch) + 17] = s57;
        CudaAsm.Emit("mov.f32 %0, kacc58;", out float s58);
        sums[to + (24 * StagePitch) + 16] = s58;
        CudaAsm.Emit("mov.f32 %0, kacc59;", out float s59);
        sums[to + (24 * StagePitch) + 17] = s59;
        CudaAsm.Emit("mov.f32 %0, kacc60;", out float s60);
        sums[to + (16 * StagePitch) + 24] = s60;
        CudaAsm.Emit("mov.f32 %0, kacc61;", out float s61);
        sums[to + (16 * StagePitch) + 25] = s61;
        CudaAsm.Emit("mov.f32 %0, kacc62;", out float s62);
        sums[to + (24 * StagePitch) + 24] = s62;
        CudaAsm.Emit("mov.f32 %0, kacc63;", out float s63);
        sums[to + (24 * StagePitch) + 25] = s63;
        Group.Barrier();
        Finish(task, data, below, boxes, inputs, bias, places, tile, group, first + 8, stage);
    }

    /// <summary>Operands rounded to 8 significant bits.</summary>
    public static void Bf16(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Chunk> chunks,
        ArrayView<Float4> weights, ArrayView<Float4> bias, ArrayView<Float4> prologue)
    {
        CudaAsm.Emit(Sums);
        var places = SharedMemory.Allocate<int>(3 * Gathering.MostPixels);
        var pixels = SharedMemory.Allocate<Float4>(16 * PixelPitch / 4).Cast<float>();
        var outputs = SharedMemory.Allocate<Float4>(16 * OutputPitch / 4);
        var products = outputs.Cast<float>();
        var (tile, part) = (Grid.IdxX / task.Tiles, Grid.IdxX % task.Tiles);
        var (group, first) = (Grid.IdxY, part * Width);
        var (thread, from) = (Group.IdxX, Grid.IdxY * task.Chunks);
        var (row, column) = (thread % 32 / 4, thread % 4);
        Gathering.Place(task, boxes, tile, places);
        Group.Barrier();

        var fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + (thread % 4), Gathering.Begin());
        for (var step = 0; step < task.Chunks; step += Gathering.Step)
        {
            Gathering.Store(fetched, pixels, PixelPitch);
            for (var i = thread; i < 16 * Width; i += Gathering.MostPixels)
            {
                outputs[(i / Width * (OutputPitch / 4)) + (i % Width)] = weights[(((4 * (from + step)) + (i / Width)) * task.WeightStride) + first + (i % Width)];
            }

            Group.Barrier();
            if (step + Gathering.Step < task.Chunks)
            {
                fetched = Gathering.Fetch(task, data, below, boxes, inputs, chunks, prologue, places, from + step + Gathering.Step + (thread % 4), fetched);
            }

            var at = (2 * column * PixelPitch) + (thread / 32 * 32) + row;
            var upper = Fragments.PairedRows(pixels, at, PixelPitch);
            var lower = Fragments.PairedRows(pixels, at + 16, PixelPitch);
            var bt = (2 * column * OutputPitch) + row;
            var b0 = Fragments.PairedColumns(products, bt + 0, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc0, kacc1, kacc2, kacc3}, {%0, %1, %2, %3}, {%4, %5}, {kacc0, kacc1, kacc2, kacc3};", upper.A0, upper.A1, upper.A2, upper.A3, b0.B0, b0.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc32, kacc33, kacc34, kacc35}, {%0, %1, %2, %3}, {%4, %5}, {kacc32, kacc33, kacc34, kacc35};", lower.A0, lower.A1, lower.A2, lower.A3, b0.B0, b0.B1);
            var b1 = Fragments.PairedColumns(products, bt + 8, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc4, kacc5, kacc6, kacc7}, {%0, %1, %2, %3}, {%4, %5}, {kacc4, kacc5, kacc6, kacc7};", upper.A0, upper.A1, upper.A2, upper.A3, b1.B0, b1.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc36, kacc37, kacc38, kacc39}, {%0, %1, %2, %3}, {%4, %5}, {kacc36, kacc37, kacc38, kacc39};", lower.A0, lower.A1, lower.A2, lower.A3, b1.B0, b1.B1);
            var b2 = Fragments.PairedColumns(products, bt + 16, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc8, kacc9, kacc10, kacc11}, {%0, %1, %2, %3}, {%4, %5}, {kacc8, kacc9, kacc10, kacc11};", upper.A0, upper.A1, upper.A2, upper.A3, b2.B0, b2.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc40, kacc41, kacc42, kacc43}, {%0, %1, %2, %3}, {%4, %5}, {kacc40, kacc41, kacc42, kacc43};", lower.A0, lower.A1, lower.A2, lower.A3, b2.B0, b2.B1);
            var b3 = Fragments.PairedColumns(products, bt + 24, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc12, kacc13, kacc14, kacc15}, {%0, %1, %2, %3}, {%4, %5}, {kacc12, kacc13, kacc14, kacc15};", upper.A0, upper.A1, upper.A2, upper.A3, b3.B0, b3.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc44, kacc45, kacc46, kacc47}, {%0, %1, %2, %3}, {%4, %5}, {kacc44, kacc45, kacc46, kacc47};", lower.A0, lower.A1, lower.A2, lower.A3, b3.B0, b3.B1);
            var b4 = Fragments.PairedColumns(products, bt + 32, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc16, kacc17, kacc18, kacc19}, {%0, %1, %2, %3}, {%4, %5}, {kacc16, kacc17, kacc18, kacc19};", upper.A0, upper.A1, upper.A2, upper.A3, b4.B0, b4.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc48, kacc49, kacc50, kacc51}, {%0, %1, %2, %3}, {%4, %5}, {kacc48, kacc49, kacc50, kacc51};", lower.A0, lower.A1, lower.A2, lower.A3, b4.B0, b4.B1);
            var b5 = Fragments.PairedColumns(products, bt + 40, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc20, kacc21, kacc22, kacc23}, {%0, %1, %2, %3}, {%4, %5}, {kacc20, kacc21, kacc22, kacc23};", upper.A0, upper.A1, upper.A2, upper.A3, b5.B0, b5.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc52, kacc53, kacc54, kacc55}, {%0, %1, %2, %3}, {%4, %5}, {kacc52, kacc53, kacc54, kacc55};", lower.A0, lower.A1, lower.A2, lower.A3, b5.B0, b5.B1);
            var b6 = Fragments.PairedColumns(products, bt + 48, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc24, kacc25, kacc26, kacc27}, {%0, %1, %2, %3}, {%4, %5}, {kacc24, kacc25, kacc26, kacc27};", upper.A0, upper.A1, upper.A2, upper.A3, b6.B0, b6.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc56, kacc57, kacc58, kacc59}, {%0, %1, %2, %3}, {%4, %5}, {kacc56, kacc57, kacc58, kacc59};", lower.A0, lower.A1, lower.A2, lower.A3, b6.B0, b6.B1);
            var b7 = Fragments.PairedColumns(products, bt + 56, OutputPitch);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc28, kacc29, kacc30, kacc31}, {%0, %1, %2, %3}, {%4, %5}, {kacc28, kacc29, kacc30, kacc31};", upper.A0, upper.A1, upper.A2, upper.A3, b7.B0, b7.B1);
            CudaAsm.Emit("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {kacc60, kacc61, kacc62, kacc63}, {%0, %1, %2, %3}, {%4, %5}, {kacc60, kacc61, kacc62, kacc63};", lower.A0, lower.A1, lower.A2, lower.A3, b7.B0, b7.B1);

            Group.Barrier();
        }

        var stage = SharedMemory.Allocate<Float4>(Gathering.MostPixels * StagePitch / 4);
        var sums = stage.Cast<float>();
        var to = (((thread / 32 * 32) + row) * StagePitch) + (2 * column);
        CudaAsm.Emit("mov.f32 %0, kacc0;", out float s0);
        sums[to + (0 * StagePitch) + 0] = s0;
        CudaAsm.Emit("mov.f32 %0, kacc1;", out float s1);
        sums[to + (0 * StagePitch) + 1] = s1;
        CudaAsm.Emit("mov.f32 %0, kacc2;", out float s2);
        sums[to + (8 * StagePitch) + 0] = s2;
        CudaAsm.Emit("mov.f32 %0, kacc3;", out float s3);
        sums[to + (8 * StagePitch) + 1] = s3;
        CudaAsm.Emit("mov.f32 %0, kacc4;", out float s4);
        sums[to + (0 * StagePitch) + 8] = s4;
        CudaAsm.Emit("mov.f32 %0, kacc5;", out float s5);
        sums[to + (0 * StagePitch) + 9] = s5;
        CudaAsm.Emit("mov.f32 %0, kacc6;", out float s6);
        sums[to + (8 * StagePitch) + 8] = s6;
        CudaAsm.Emit("mov.f32 %0, kacc7;", out float s7);
        sums[to + (8 * StagePitch) + 9] = s7;
        CudaAsm.Emit("mov.f32 %0, kacc8;", out float s8);
        sums[to + (0 * StagePitch) + 16] = s8;
        CudaAsm.Emit("mov.f32 %0, kacc9;", out float s9);
        sums[to + (0 * StagePitch) + 17] = s9;
        CudaAsm.Emit("mov.f32 %0, kacc10;", out float s10);
        sums[to + (8 * StagePitch) + 16] = s10;
        CudaAsm.Emit("mov.f32 %0, kacc11;", out float s11);
        sums[to + (8 * StagePitch) + 17] = s11;
        CudaAsm.Emit("mov.f32 %0, kacc12;", out float s12);
        sums[to + (0 * StagePitch) + 24] = s12;
        CudaAsm.Emit("mov.f32 %0, kacc13;", out float s13);
        sums[to + (0 * StagePitch) + 25] = s13;
        CudaAsm.Emit("mov.f32 %0, kacc14;", out float s14);
        sums[to + (8 * StagePitch) + 24] = s14;
        CudaAsm.Emit("mov.f32 %0, kacc15;", out float s15);
        sums[to + (8 * StagePitch) + 25] = s15;
        CudaAsm.Emit("mov.f32 %0, kacc32;", out float s32);
        sums[to + (16 * StagePitch) + 0] = s32;
        CudaAsm.Emit("mov.f32 %0, kacc33;", out float s33);
        sums[to + (16 * StagePitch) + 1] = s33;
        CudaAsm.Emit("mov.f32 %0, kacc34;", out float s34);
        sums[to + (24 * StagePitch) + 0] = s34;
        CudaAsm.Emit("mov.f32 %0, kacc35;", out float s35);
        sums[to + (24 * StagePitch) + 1] = s35;
        CudaAsm.Emit("mov.f32 %0, kacc36;", out float s36);
        sums[to + (16 * StagePitch) + 8] = s36;
        CudaAsm.Emit("mov.f32 %0, kacc37;", out float s37);
        sums[to + (16 * StagePitch) + 9] = s37;
        CudaAsm.Emit("mov.f32 %0, kacc38;", out float s38);
        sums[to + (24 * StagePitch) + 8] = s38;
        CudaAsm.Emit("mov.f32 %0, kacc39;", out float s39);
        sums[to + (24 * StagePitch) + 9] = s39;
        CudaAsm.Emit("mov.f32 %0, kacc40;", out float s40);
        sums[to + (16 * StagePitch) + 16] = s40;
        CudaAsm.Emit("mov.f32 %0, kacc41;", out float s41);
        sums[to + (16 * StagePitch) + 17] = s41;
        CudaAsm.Emit("mov.f32 %0, kacc42;", out float s42);
        sums[to + (24 * StagePitch) + 16] = s42;
        CudaAsm.Emit("mov.f32 %0, kacc43;", out float s43);
        sums[to + (24 * StagePitch) + 17] = s43;
        CudaAsm.Emit("mov.f32 %0, kacc44;", out float s44);
        sums[to + (16 * StagePitch) + 24] = s44;
        CudaAsm.Emit("mov.f32 %0, kacc45;", out float s45);
        sums[to + (16 * StagePitch) + 25] = s45;
        CudaAsm.Emit("mov.f32 %0, kacc46;", out float s46);
        sums[to + (24 * StagePitch) + 24] = s46;
        CudaAsm.Emit("mov.f32 %0, kacc47;", out float s47);
        sums[to + (24 * StagePitch) + 25] = s47;
        Group.Barrier();
        Finish(task, data, below, boxes, inputs, bias, places, tile, group, first + 0, stage);
        Group.Barrier();

        CudaAsm.Emit("mov.f32 %0, kacc16;", out float s16);
        sums[to + (0 * StagePitch) + 0] = s16;
        CudaAsm.Emit("mov.f32 %0, kacc17;", out float s17);
        sums[to + (0 * StagePitch) + 1] = s17;
        CudaAsm.Emit("mov.f32 %0, kacc18;", out float s18);
        sums[to + (8 * StagePitch) + 0] = s18;
        CudaAsm.Emit("mov.f32 %0, kacc19;", out float s19);
        sums[to + (8 * StagePitch) + 1] = s19;
        CudaAsm.Emit("mov.f32 %0, kacc20;", out float s20);
        sums[to + (0 * StagePitch) + 8] = s20;
        CudaAsm.Emit("mov.f32 %0, kacc21;", out float s21);
        sums[to + (0 * StagePitch) + 9] = s21;
        CudaAsm.Emit("mov.f32 %0, kacc22;", out float s22);
        sums[to + (8 * StagePitch) + 8] = s22;
        CudaAsm.Emit("mov.f32 %0, kacc23;", out float s23);
        sums[to + (8 * StagePitch) + 9] = s23;
        CudaAsm.Emit("mov.f32 %0, kacc24;", out float s24);
        sums[to + (0 * StagePitch) + 16] = s24;
        CudaAsm.Emit("mov.f32 %0, kacc25;", out float s25);
        sums[to + (0 * StagePitch) + 17] = s25;
        CudaAsm.Emit("mov.f32 %0, kacc26;", out float s26);
        sums[to + (8 * StagePitch) + 16] = s26;
        CudaAsm.Emit("mov.f32 %0, kacc27;", out float s27);
        sums[to + (8 * StagePitch) + 17] = s27;
        CudaAsm.Emit("mov.f32 %0, kacc28;", out float s28);
        sums[to + (0 * StagePitch) + 24] = s28;
        CudaAsm.Emit("mov.f32 %0, kacc29;", out float s29);
        sums[to + (0 * StagePitch) + 25] = s29;
        CudaAsm.Emit("mov.f32 %0, kacc30;", out float s30);
        sums[to + (8 * StagePitch) + 24] = s30;
        CudaAsm.Emit("mov.f32 %0, kacc31;", out float s31);
        sums[to + (8 * StagePitch) + 25] = s31;
        CudaAsm.Emit("mov.f32 %0, kacc48;", out float s48);
        sums[to + (16 * StagePitch) + 0] = s48;
        CudaAsm.Emit("mov.f32 %0, kacc49;", out float s49);
        sums[to + (16 * StagePitch) + 1] = s49;
        CudaAsm.Emit("mov.f32 %0, kacc50;", out float s50);
        sums[to + (24 * StagePitch) + 0] = s50;
        CudaAsm.Emit("mov.f32 %0, kacc51;", out float s51);
        sums[to + (24 * StagePitch) + 1] = s51;
        CudaAsm.Emit("mov.f32 %0, kacc52;", out float s52);
        sums[to + (16 * StagePitch) + 8] = s52;
        CudaAsm.Emit("mov.f32 %0, kacc53;", out float s53);
        sums[to + (16 * StagePitch) + 9] = s53;
        CudaAsm.Emit("mov.f32 %0, kacc54;", out float s54);
        sums[to + (24 * StagePitch) + 8] = s54;
        CudaAsm.Emit("mov.f32 %0, kacc55;", out float s55);
        sums[to + (24 * StagePitch) + 9] = s55;
        CudaAsm.Emit("mov.f32 %0, kacc56;", out float s56);
        sums[to + (16 * StagePitch) + 16] = s56;
        CudaAsm.Emit("mov.f32 %0, kacc57;", out float s57);
        sums[to + (16 * StagePitch) + 17] = s57;
        CudaAsm.Emit("mov.f32 %0, kacc58;", out float s58);
        sums[to + (24 * StagePitch) + 16] = s58;
        CudaAsm.Emit("mov.f32 %0, kacc59;", out float s59);
        sums[to + (24 * StagePitch) + 17] = s59;
        CudaAsm.Emit("mov.f32 %0, kacc60;", out float s60);
        sums[to + (16 * StagePitch) + 24] = s60;
        CudaAsm.Emit("mov.f32 %0, kacc61;", out float s61);
        sums[to + (16 * StagePitch) + 25] = s61;
        CudaAsm.Emit("mov.f32 %0, kacc62;", out float s62);
        sums[to + (24 * StagePitch) + 24] = s62;
        CudaAsm.Emit("mov.f32 %0, kacc63;", out float s63);
        sums[to + (24 * StagePitch) + 25] = s63;
        Group.Barrier();
        Finish(task, data, below, boxes, inputs, bias, places, tile, group, first + 8, stage);
    }

    /// <summary>Writes half of the outputs of this thread's pixel.</summary>
    private static void Finish(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Float4> bias,
        ArrayView<int> places, int tile, int group, int first, ArrayView<Float4> stage)
    {
        for (var i = 0; i < Width / 2; i++)
        {
            var sum = stage[(Group.IdxX * (StagePitch / 4)) + i];
            Gathering.Finish(task, data, below, boxes, inputs, bias, places, tile, Group.IdxX, group, first + i, sum);
        }
    }
}
