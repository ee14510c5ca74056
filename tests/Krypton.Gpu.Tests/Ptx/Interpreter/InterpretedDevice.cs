using Krypton.Gpu.Cuda;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <param name="Splits">Groups along z.</param>
/// <param name="Ending">How sums were finished, of <see cref="ConvolutionArguments"/>.</param>
internal readonly record struct InterpretedLaunch(int Splits, int Ending);

/// <summary>A device whose convolutions in PTX are interpreted. It passes for one of eight multiprocessors.</summary>
internal sealed class InterpretedDevice : IDisposable
{
    private const int Multiprocessors = 8;

    /// <summary>Of a group on an A100.</summary>
    private const int SharedBytes = 163 << 10;

    private readonly bool _clusters;
    private readonly Func<string, string> _change;

    private InterpretedDevice(bool clusters, Func<string, string> change)
    {
        (_clusters, _change) = (clusters, change);
        Gpu = GpuDevice.Interpreted(new CudaConvolutions(SharedBytes, clusters ? CudaFeatures.All : CudaFeatures.None, Load), Multiprocessors);
    }

    public GpuDevice Gpu { get; }

    public List<InterpretedLaunch> Launches { get; } = [];

    /// <summary>The kernels that were wanted so far.</summary>
    public List<InterpretedKernel> Kernels { get; } = [];

    /// <param name="change">What becomes of a kernel's text first.</param>
    public static InterpretedDevice Open(bool clusters, Func<string, string>? change = null) => new(clusters, change ?? (text => text));

    public void Dispose() => Gpu.Dispose();

    private InterpretedKernel Load(PtxModule module)
    {
        var kernel = new InterpretedKernel(module with { Text = _change(module.Text) }, _clusters ? ConvolutionPtx.MostTogether : 1, Launches);
        Kernels.Add(kernel);
        return kernel;
    }
}
