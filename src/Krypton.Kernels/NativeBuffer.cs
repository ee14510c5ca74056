using System.Runtime.InteropServices;

namespace Krypton.Kernels;

/// <summary>A run of floats outside the managed heap, aligned to a cache line. It grows and never shrinks until disposed; its memory then serves the next buffers.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    // Vector loads may run past the last channel of the last pixel.
    private const long Slack = 64;

    private static long _total;
    private static long _peak;
    private long _bytes;

    ~NativeBuffer() => Free();

    /// <summary>Bytes held by all buffers of the process.</summary>
    public static long TotalBytes => Interlocked.Read(ref _total);

    /// <summary>The most bytes that were held at once since the process began or the peak was reset.</summary>
    public static long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>Begins to look for the peak anew.</summary>
    public static void ResetPeak() => Interlocked.Exchange(ref _peak, TotalBytes);

    public float* Pointer { get; private set; }

    /// <summary>The number of floats there is room for.</summary>
    public long Length { get; private set; }

    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>A buffer of that many floats, all zero.</summary>
    public static NativeBuffer Of(long length)
    {
        var buffer = new NativeBuffer();
        buffer.Reserve(length);
        NativeMemory.Clear(buffer.Pointer, (nuint)((length + Slack) * sizeof(float)));
        return buffer;
    }

    public static NativeBuffer Of(ReadOnlySpan<float> values)
    {
        var buffer = Of(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }

    /// <summary>Makes room for that many floats; when it has to grow, the content is lost and undefined.</summary>
    public void Reserve(long length)
    {
        if (length <= Length && Pointer is not null)
        {
            return;
        }

        Free();
        (var address, _bytes) = NativeBlocks.Take((length + Slack) * sizeof(float));
        Pointer = (float*)address;
        Length = length;
        var total = Interlocked.Add(ref _total, length * sizeof(float));
        for (var peak = PeakBytes; total > peak; peak = PeakBytes)
        {
            Interlocked.CompareExchange(ref _peak, total, peak);
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Pointer is not null)
        {
            NativeBlocks.Give((nint)Pointer, _bytes);
            Interlocked.Add(ref _total, -Length * sizeof(float));
            Pointer = null;
            Length = 0;
        }
    }
}
