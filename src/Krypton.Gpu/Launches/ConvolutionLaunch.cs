using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu.Launches;

/// <summary>Convolution as a matrix product; its rows of weights follow the chunks in which kernels sum.</summary>
internal sealed class ConvolutionLaunch : GpuLayer
{
    /// <summary>Layers with at most this many outputs a group take the narrow tiles.</summary>
    private const int NarrowOutputs = 32;

    private const int WideTile = 16;

    private const int NarrowTile = 8;

    private readonly ConvolutionLayer _layer;
    private readonly ConvolutionTask _task;
    private readonly bool _narrow;
    private readonly ArrayView<Chunk> _chunks;
    private readonly ArrayView<Float4> _weights;
    private readonly ArrayView<Float4> _bias;
    private readonly ArrayView<Float4> _prologue;

    /// <param name="inputs">Parts, then the residual where there is one.</param>
    public ConvolutionLaunch(GpuDevice device, ConvolutionLayer layer, MapShape[] inputs)
        : base(device)
    {
        _layer = layer;
        var outputs = layer.Bias.Length / layer.Groups;
        _narrow = outputs <= NarrowOutputs;
        var tile = _narrow ? NarrowTile : WideTile;
        var tiles = (outputs + (4 * tile) - 1) / (4 * tile);
        var table = new ChunkTable(layer, inputs.AsSpan(0, layer.Parts));
        _task = new ConvolutionTask
        {
            Chunks = table.PerGroup,
            GroupOutputs = (outputs + 3) / 4,
            WeightStride = tiles * tile,
            Tiles = tiles,
            StrideY = layer.Rows.Stride,
            StrideX = layer.Columns.Stride,
            Activation = Function.Of(layer.Activation),
            HasResidual = inputs.Length > layer.Parts ? 1 : 0,
            Residual = layer.Parts,
            HasPrologue = layer.Input is null ? 0 : 1,
            Prologue = Function.Of(layer.Input?.Activation ?? Activation.None),
        };
        _chunks = Resident(table.Chunks);
        _weights = Resident(table.Weights(tiles * tile * 4));
        _bias = Resident(Fours(layer.Bias, layer.Groups * _task.GroupOutputs));
        _prologue = Resident(layer.Input is null ? [] : table.Prologue(layer.Input));
    }

    public override string Name => _narrow ? "convolution, narrow" : "convolution";

    /// <summary>Whether the matrix product can run it: groups must begin at whole fours.</summary>
    public static bool CanRun(ConvolutionLayer layer, MapShape input) =>
        layer.Groups == 1 || (input.Channels / layer.Groups % 4 == 0 && layer.Bias.Length / layer.Groups % 4 == 0);

    protected override void Enqueue(in Launch launch)
    {
        var task = _task;
        (task.Pixels, task.Count, task.Output, task.OutputData) = (launch.Pixels, launch.Count, launch.Output, launch.OutputData);
        var threads = Device.ConvolutionThreads;
        var rows = (launch.Pixels + threads - 1) / threads;
        var grid = new KernelConfig(new Index3D(rows * task.Tiles, _layer.Groups, 1), new Index3D(threads, 1, 1));
        var kernel = _narrow ? Device.Kernels.Narrow : Device.Kernels.Wide;
        kernel(launch.Stream, grid, task, launch.Data, launch.Below, launch.Boxes, launch.Inputs, _chunks, _weights, _bias, _prologue);
    }
}
