namespace Krypton.Gpu;

/// <summary>What convolutions use of compute capability 9.0 and later, where it is there.</summary>
[Flags]
public enum CudaFeatures
{
    None = 0,

    /// <summary>Groups that share a split depth add up their sums through one another's shared memory.</summary>
    Clusters = 1,

    /// <summary>A convolution's launch begins while the one ahead of it ends.</summary>
    Overlap = 2,

    All = Clusters | Overlap,
}
