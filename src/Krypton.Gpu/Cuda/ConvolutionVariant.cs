namespace Krypton.Gpu.Cuda;

/// <summary>One of the kernels that <see cref="ConvolutionPtx"/> writes.</summary>
/// <param name="Prologue">Whether inputs are scaled, shifted and bounded first.</param>
/// <param name="Clusters">Whether groups may read one another's shared memory, and a launch may begin before the one ahead of it has ended: compute capability 9.0 on.</param>
internal readonly record struct ConvolutionVariant(Precision Precision, TileShape Tile, bool Prologue, bool Clusters)
{
    public string Name => $"convolution_{Precision.ToString().ToLowerInvariant()}_{Tile.Outputs}{(Prologue ? "_scaled" : "")}{(Clusters ? "_clusters" : "")}";
}
