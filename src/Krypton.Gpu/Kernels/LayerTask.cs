namespace Krypton.Gpu.Kernels;

/// <summary>One launch of a layer without matrix products: what all of them need, and a few numbers whose meaning is the kernel's.</summary>
internal struct LayerTask
{
    /// <summary>Pixels of all boxes.</summary>
    public int Pixels;

    /// <summary>Positions of the batch.</summary>
    public int Count;

    public Map Output;

    /// <summary>Where the output's first pixel lies in the overlays, in Float4.</summary>
    public int OutputData;

    public int Channels;

    public Function Activation;

    /// <summary>What the layer computes, where a kernel serves several.</summary>
    public int Kind;

    public Window Rows;

    public Window Columns;

    /// <summary>1 where an average counts padding.</summary>
    public int CountPadding;

    /// <summary>Output channels a group has, and input channels.</summary>
    public int GroupOutputs;

    public int GroupInputs;

    public float Alpha;

    public float Beta;

    public float Bias;

    public int Size;
}

/// <summary>A sliding window along one axis.</summary>
internal struct Window
{
    public int Kernel;
    public int Stride;
    public int PadBefore;
    public int PadAfter;
    public int Dilation;

    public static Window Of(Models.Network.AxisWindow w) =>
        new() { Kernel = w.Kernel, Stride = w.Stride, PadBefore = w.PadBefore, PadAfter = w.PadAfter, Dilation = w.Dilation };
}
