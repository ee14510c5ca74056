namespace Krypton.Kernels.Cpu;

/// <summary>Pixels of one part of a 1×1 layer's input that lie in one piece of memory, and where a chunk of their lanes goes.</summary>
/// <param name="from">The first pixel's first lane of the chunk.</param>
/// <param name="stride">Floats from pixel to pixel.</param>
/// <param name="pixels">How many pixels.</param>
/// <param name="first">The first lane, counted over all parts.</param>
/// <param name="lanes">How many lanes of each pixel.</param>
/// <param name="to">Where the first pixel's lanes go, in floats from the window's begin.</param>
internal readonly unsafe struct SourceRun(float* from, nint stride, int pixels, int first, int lanes, int to)
{
    public readonly float* From = from;
    public readonly nint Stride = stride;
    public readonly int Pixels = pixels;
    public readonly int First = first;
    public readonly int Lanes = lanes;
    public readonly int To = to;
}
