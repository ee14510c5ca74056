using Krypton.Planning.Logical;

namespace Krypton.Execution.Inference;

/// <summary>What the patch slides over and what it shows.</summary>
/// <param name="Image">The preprocessed image, height-width-channel order.</param>
/// <param name="Fill">An image of the same size whose pixels the patch shows.</param>
/// <param name="Grid">Where the patch goes.</param>
public sealed record OcclusionInput(float[] Image, float[] Fill, PatchGrid Grid);
