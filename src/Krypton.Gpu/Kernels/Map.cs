namespace Krypton.Gpu.Kernels;

/// <summary>An input of a layer as kernels see it.</summary>
internal struct Map
{
    /// <summary>Index of the node's first box record.</summary>
    public int Boxes;

    /// <summary>Float4 from one pixel to the next.</summary>
    public int Stride;

    public int Height;
    public int Width;
}
