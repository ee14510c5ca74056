using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu.Launches;

/// <summary>What a layer is launched on: the boxes of a batch.</summary>
/// <param name="Data">Overlays, written too.</param>
/// <param name="Below">Bases.</param>
/// <param name="Boxes">Every node's box records.</param>
/// <param name="Inputs">The layer's inputs.</param>
/// <param name="Output">Its output.</param>
/// <param name="OutputData">Where that lies in the overlays, in Float4.</param>
/// <param name="Pixels">Pixels of all boxes; there is at least one.</param>
/// <param name="Count">Positions.</param>
/// <param name="Scratch">Room for sums of split convolutions, this stream's own.</param>
/// <param name="WithOriginals">Whether the bases of the output are computed by the same launch, so that it must not read them.</param>
/// <param name="Follows">Whether a launch of a layer is right ahead on the stream, and no transfer.</param>
internal readonly record struct Launch(
    AcceleratorStream Stream, ArrayView<Float4> Data, ArrayView<Float4> Below, ArrayView<BoxRecord> Boxes, ArrayView<Map> Inputs, Map Output, int OutputData, int Pixels, int Count,
    ArrayView<Float4> Scratch, bool WithOriginals, bool Follows)
{
    /// <summary>Float4 of one pixel on the device.</summary>
    public static int Stride(MapShape shape) => (shape.Channels + 3) / 4;
}
