namespace Krypton.Execution.Inference;

/// <summary>What patches slide over and what they show, preprocessed, in height-width-channel order.</summary>
/// <param name="Images">The original images.</param>
/// <param name="Scenes">What a position may name: an image by its index, and a picture of the same size whose pixels the patch shows.</param>
public sealed record OcclusionScenes(IReadOnlyList<float[]> Images, IReadOnlyList<OcclusionScene> Scenes)
{
    /// <summary>One image under one fill: scene 0.</summary>
    public static OcclusionScenes Of(float[] image, float[] fill) => new([image], [new OcclusionScene(0, fill)]);
}

public sealed record OcclusionScene(int Image, float[] Fill);
