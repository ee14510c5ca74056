using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu.Cuda;

/// <summary>Convolution by <see cref="ConvolutionPtx"/>. Where pixels and outputs are too few to fill the device, the depth is split and the sums of the splits are combined.</summary>
internal sealed class CudaConvolutionLaunch : GpuLayer
{
    /// <summary>Steps below which a split does not pay.</summary>
    private const int FewestSteps = 4;

    /// <summary>Times a cluster's most groups from which on more splits are worth a launch to add them up.</summary>
    private const int MuchDeeper = 3;

    private readonly ConvolutionArguments _arguments;
    private readonly ConvolutionTask _finish;
    private readonly PtxKernel _kernel;
    private readonly int _groups;
    private readonly int _outputs;
    private readonly bool _bounded;
    private readonly ArrayView<Float4> _bias;
    private readonly string _name;

    /// <param name="inputs">Parts, then the residual where there is one.</param>
    public CudaConvolutionLaunch(GpuDevice device, ConvolutionLayer layer, MapShape[] inputs, Precision precision)
        : base(device)
    {
        var outputs = layer.Bias.Length / layer.Groups;
        var tile = TileShape.For(outputs, precision);
        var operands = new ConvolutionOperands(layer, inputs.AsSpan(0, layer.Parts), precision, tile);
        (_groups, _outputs) = (layer.Groups, (outputs + 3) / 4);
        var variant = device.CudaConvolutions!.Variant(precision, tile, layer.Input is not null);
        _kernel = device.CudaConvolutions.Get(variant);
        _name = $"{tile.Outputs} outputs, {precision.ToString().ToLowerInvariant()}";
        _bias = Resident(Fours(layer.Bias, layer.Groups * _outputs));
        (var low, var high, _bounded) = Bounds(layer.Activation);
        _arguments = new ConvolutionArguments
        {
            Steps = Address(Resident(operands.Steps)),
            Weights = Address(Resident(operands.Weights())),
            Bias = Address(_bias),
            Prologue = Address(Resident(layer.Input is null ? [] : operands.Prologue(layer.Input))),
            GroupSteps = operands.GroupSteps,
            GroupOutputs = _outputs,
            Tiles = operands.Tiles,
            StrideY = layer.Rows.Stride,
            StrideX = layer.Columns.Stride,
            Low = low,
            High = high,
            Residual = inputs.Length > layer.Parts ? layer.Parts : -1,
            SumStride = layer.Groups * _outputs,
            PrologueLow = layer.Input?.Activation.Kind == ActivationKind.Relu ? 0 : float.NegativeInfinity,
        };
        _finish = new ConvolutionTask
        {
            GroupOutputs = layer.Groups * _outputs,
            Activation = Function.Of(layer.Activation),
            HasResidual = inputs.Length > layer.Parts ? 1 : 0,
            Residual = layer.Parts,
        };
    }

    public override string Name => $"convolution, {_name}";

    /// <summary>Whether the kernel can run it: inputs may be scaled, shifted and bounded below by zero, nothing else.</summary>
    public static bool CanRun(GpuDevice device, ConvolutionLayer layer, Precision precision) =>
        device.CudaConvolutions is { } kernels && layer.Input is null or { Activation.Kind: ActivationKind.None or ActivationKind.Relu } && ConvolutionOperands.CanTell(layer) &&
        ConvolutionPtx.SharedBytes(kernels.Variant(precision, TileShape.For(layer.Bias.Length / layer.Groups, precision), layer.Input is not null)) <= kernels.MostSharedBytes;

    protected override void Enqueue(in Launch launch)
    {
        var arguments = _arguments;
        (arguments.Data, arguments.Below, arguments.Boxes, arguments.Inputs) = (Address(launch.Data), Address(launch.Below), Address(launch.Boxes), Address(launch.Inputs));
        (arguments.Pixels, arguments.Count, arguments.OutputBoxes) = (launch.Pixels, launch.Count, launch.Output.Boxes);
        (arguments.OutputStride, arguments.OutputData) = (launch.Output.Stride, launch.OutputData);
        var rows = (launch.Pixels + ConvolutionPtx.TilePixels - 1) / ConvolutionPtx.TilePixels;
        var wanted = Splits(rows * _arguments.Tiles * _groups);
        var together = _bounded && _kernel.MostTogether > 1 && wanted < MuchDeeper * _kernel.MostTogether;
        var splits = (int)Math.Max(1, Math.Min(wanted, together ? _kernel.MostTogether : Room(launch)));
        arguments.SplitSteps = (arguments.GroupSteps + splits - 1) / splits;
        splits = (arguments.GroupSteps + arguments.SplitSteps - 1) / arguments.SplitSteps;

        // One split's sums take the output's own place until they are finished.
        var combined = !_bounded || (splits > 1 && !together);
        var sums = splits > 1 && combined ? launch.Scratch : launch.Data.SubView(launch.OutputData, launch.Pixels * launch.Output.Stride);
        arguments.Sums = Address(sums);
        arguments.Ending = combined ? ConvolutionArguments.Bare : splits > 1 ? ConvolutionArguments.Together : ConvolutionArguments.Alone;
        _kernel.Launch(launch.Stream, (rows * arguments.Tiles, _groups, splits), combined ? 1 : splits, launch.Follows, arguments);
        if (combined)
        {
            var task = _finish;
            (task.Pixels, task.Count, task.Output, task.OutputData, task.Splits) = (launch.Pixels, launch.Count, launch.Output, launch.OutputData, splits);
            Device.Kernels.Combine(launch.Stream, Grid(launch, task.GroupOutputs), task, launch.Data, launch.Below, launch.Boxes, launch.Inputs, _bias, sums);
        }
    }

    private static (float Low, float High, bool Bounded) Bounds(Activation activation) => activation.Kind switch
    {
        ActivationKind.None => (float.NegativeInfinity, float.PositiveInfinity, true),
        ActivationKind.Relu => (0, float.PositiveInfinity, true),
        ActivationKind.Clip => (activation.Alpha, activation.Beta, true),
        _ => (0, 0, false),
    };

    private static ulong Address<T>(ArrayView<T> view)
        where T : unmanaged => (ulong)view.LoadEffectiveAddressAsPtr();

    /// <summary>Splits whose sums the scratch memory holds.</summary>
    private long Room(in Launch launch) => launch.Scratch.Length / Math.Max(1, (long)launch.Pixels * _arguments.SumStride);

    /// <summary>Splits that would fill the device.</summary>
    private int Splits(int blocks) => Math.Min(blocks >= Device.Multiprocessors ? 1 : 2 * Device.Multiprocessors / blocks, _arguments.GroupSteps / FewestSteps);
}
