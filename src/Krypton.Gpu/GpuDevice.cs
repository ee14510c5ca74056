using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Krypton.Gpu.Cuda;

namespace Krypton.Gpu;

/// <summary>An open device with its compiled kernels.</summary>
public sealed class GpuDevice : IDisposable
{
    /// <summary>Threads of a group of convolutions, which is the pixels of a tile.</summary>
    private const int WideGroup = 128;

    private const int OpenClGroup = 64;

    private const int EmulatedGroup = 16;

    private readonly Context _context;
    private readonly ConcurrentBag<AcceleratorStream> _streams = [];

    private GpuDevice(GpuKind kind, Context context, Accelerator accelerator, CudaConvolutions? convolutions)
    {
        (Kind, _context, Accelerator, CudaConvolutions, Multiprocessors) = (kind, context, accelerator, convolutions, accelerator.NumMultiprocessors);
        Memory = new DeviceMemory(accelerator);
        Kernels = new KernelSet(accelerator);
        ConvolutionThreads = kind switch { GpuKind.Cuda => WideGroup, GpuKind.OpenCl => OpenClGroup, _ => EmulatedGroup };
        LayerThreads = kind == GpuKind.Emulated ? EmulatedGroup : WideGroup;
    }

    public GpuKind Kind { get; }

    public string Name => Accelerator.Name;

    /// <summary>Bytes of the device's own memory.</summary>
    public long MemoryBytes => Accelerator.MemorySize;

    public int Multiprocessors { get; private init; }

    /// <summary>Whether tf32 and bf16 tensor cores are there (compute capability 8.0 and later).</summary>
    public bool HasTensorCores => CudaConvolutions is not null;

    /// <summary>What convolutions use of compute capability 9.0.</summary>
    public CudaFeatures Features => CudaConvolutions?.Features ?? CudaFeatures.None;

    /// <summary>What was found not to work on it; null where all does.</summary>
    public string? Shortcoming { get; private set; }

    internal Accelerator Accelerator { get; }

    /// <summary>Held while a kernel gets its arguments and is launched.</summary>
    internal Lock Sending { get; } = new();

    /// <summary>Where queries take memory from.</summary>
    internal DeviceMemory Memory { get; }

    internal KernelSet Kernels { get; }

    /// <summary>Convolutions in PTX; there where <see cref="HasTensorCores"/>.</summary>
    internal CudaConvolutions? CudaConvolutions { get; }

    /// <summary>Float4 that sums of split convolutions take at most: two tiles a multiprocessor.</summary>
    internal int ScratchSize => HasTensorCores ? 2 * Multiprocessors * ConvolutionPtx.TilePixels * TileShape.MostOutputs / 4 : 1;

    internal int ConvolutionThreads { get; }

    internal int LayerThreads { get; }

    /// <summary>Opens the first device of that kind.</summary>
    /// <param name="features">What its convolutions may use of compute capability 9.0.</param>
    /// <exception cref="GpuException">There is none, or its driver refuses.</exception>
    public static GpuDevice Open(GpuKind kind, CudaFeatures features = CudaFeatures.All)
    {
        if (GpuDevices.MissingLibrary(kind) is { } missing)
        {
            throw new GpuException(missing);
        }

        var open = OpenWith(kind, features);
        if (open.Features == CudaFeatures.None || FeatureCheck.Failure(open) is not { } failure)
        {
            return open;
        }

        try
        {
            open.Dispose();
        }
        catch (AcceleratorException)
        {
            // Its context is gone nevertheless.
        }

        try
        {
            open = OpenWith(kind, CudaFeatures.None);
            open.Shortcoming = $"clusters and overlapping launches are not used: {failure}";
            return open;
        }
        catch (GpuException e)
        {
            throw new GpuException($"the device failed when clusters and overlapping launches were tried ({failure}), and does not recover in this process: {e.Message}", e);
        }
    }

    /// <summary>ILGPU's interpreter with convolutions in PTX that are interpreted too, as if there were so many multiprocessors: how tests run what only an NVIDIA GPU runs.</summary>
    internal static GpuDevice Interpreted(CudaConvolutions convolutions, int multiprocessors)
    {
        var context = Create(GpuKind.Emulated);
        return new GpuDevice(GpuKind.Emulated, context, context.Devices.First(d => d.AcceleratorType == AcceleratorType.CPU).CreateAccelerator(context), convolutions)
        {
            Multiprocessors = multiprocessors,
        };
    }

    public void Dispose()
    {
        // A device that failed may refuse the first of these; the last frees what it has.
        try
        {
            foreach (var stream in _streams)
            {
                stream.Dispose();
            }

            Memory.Dispose();
        }
        finally
        {
            try
            {
                Accelerator.Dispose();
            }
            finally
            {
                _context.Dispose();
            }
        }
    }

    /// <summary>A stream that nothing runs on, until it is returned: making one takes a driver as long as a small layer.</summary>
    internal AcceleratorStream TakeStream() => _streams.TryTake(out var stream) ? stream : Accelerator.CreateStream();

    /// <param name="stream">A stream that has been waited for.</param>
    internal void ReturnStream(AcceleratorStream stream) => _streams.Add(stream);

    internal static string Words(GpuKind kind) => kind switch { GpuKind.Cuda => "CUDA", GpuKind.OpenCl => "OpenCL", _ => "emulated" };

    private static GpuDevice OpenWith(GpuKind kind, CudaFeatures features)
    {
        Context? context = null;
        try
        {
            context = Create(kind);
            var device = context.Devices.FirstOrDefault(d => d.AcceleratorType == TypeOf(kind))
                ?? throw new GpuException($"the {Words(kind)} library is there, but it reports no device that can be used");
            if (device is CLDevice { Capabilities: { } capabilities })
            {
                OpenClSetup.AllowGenericPointers(capabilities);
            }

            var accelerator = device.CreateAccelerator(context);
            var convolutions = accelerator is CudaAccelerator cuda && cuda.Architecture >= CudaArchitecture.SM_80 ? CudaConvolutions.On(cuda, features) : null;
            return new GpuDevice(kind, context, accelerator, convolutions);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context?.Dispose();
            throw e as GpuException ?? new GpuException($"the {Words(kind)} device cannot be opened: {e.Message}", e);
        }
    }

    private static Context Create(GpuKind kind) => Context.Create(builder =>
    {
        builder.EnableAlgorithms().Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive);
        switch (kind)
        {
            case GpuKind.Cuda:
                builder.Cuda();
                break;
            case GpuKind.OpenCl:
                OpenClSetup.ResolveLibrary();
                builder.OpenCL(_ => true);
                break;
            default:
                builder.CPU(new CPUDevice(EmulatedGroup, 1, 1));
                break;
        }
    });

    private static AcceleratorType TypeOf(GpuKind kind) => kind switch
    {
        GpuKind.Cuda => AcceleratorType.Cuda,
        GpuKind.OpenCl => AcceleratorType.OpenCL,
        _ => AcceleratorType.CPU,
    };
}
