namespace Krypton.Models.Network;

/// <summary>A sliding window along one axis: kernel size, stride, padding before and after, dilation; all in cells.</summary>
public readonly record struct AxisWindow(int Kernel, int Stride = 1, int PadBefore = 0, int PadAfter = 0, int Dilation = 1)
{
    /// <summary>Cells from the first to the last one the window reads, inclusive.</summary>
    public int Extent => (Dilation * (Kernel - 1)) + 1;

    /// <summary>The number of outputs for an input of the given length (ONNX operator specification, Conv and MaxPool).</summary>
    public int Outputs(int length, bool ceil = false)
    {
        var room = length + PadBefore + PadAfter - Extent;
        if (room < 0)
        {
            return 0;
        }

        var outputs = (ceil ? (room + Stride - 1) / Stride : room / Stride) + 1;

        // A last window that would begin in the padding after the map does not count.
        return ceil && (outputs - 1) * Stride >= length + PadBefore ? outputs - 1 : outputs;
    }

    /// <summary>The outputs that change when inputs [u, v) change: [⌈(u + b − d(k−1)) / s⌉, ⌊(v − 1 + b) / s⌋ + 1), clipped to the map.</summary>
    public Interval Changed(Interval input, int outputs) =>
        input.IsEmpty
            ? Interval.Empty
            : new Interval(
                CeilingDivide(input.Start + PadBefore - (Dilation * (Kernel - 1)), Stride),
                FloorDivide(input.End - 1 + PadBefore, Stride) + 1).Clip(outputs);

    /// <summary>The inputs that outputs [m, n) read, which may reach outside the map into the padding.</summary>
    public Interval Read(Interval output) =>
        output.IsEmpty ? Interval.Empty : new((output.Start * Stride) - PadBefore, ((output.End - 1) * Stride) - PadBefore + Extent);

    private static int FloorDivide(int a, int b) => (a / b) - (a % b < 0 ? 1 : 0);

    private static int CeilingDivide(int a, int b) => -FloorDivide(-a, b);
}
