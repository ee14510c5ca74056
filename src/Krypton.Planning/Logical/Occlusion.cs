namespace Krypton.Planning.Logical;

/// <summary>One occluded image: over which scene (an image and what patches show on it) and which rectangle the patch covers, in pixels of the model's input.</summary>
public readonly record struct Occlusion(int Scene, int Y, int X, int Height, int Width);
