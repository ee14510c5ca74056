namespace Krypton.Kernels.Cpu;

/// <summary>A part of a convolution's products: taps, and floats of each tap's pixels.</summary>
/// <param name="First">Floats to skip at every pointer.</param>
/// <param name="TapStride">Products from one tap to the next.</param>
internal readonly record struct DepthSlice(int Tap, int Taps, nint First, nint Depth, nint TapStride);
