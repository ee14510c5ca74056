using Krypton.Kernels;

namespace Krypton.Execution.Incremental;

/// <summary>Buffers that layers take and give back: a batch reuses the memory of layers whose readers are done, and the next batch reuses it all.</summary>
internal sealed class BufferPool : IDisposable
{
    private readonly List<NativeBuffer> _free = [];
    private readonly List<NativeBuffer> _all = [];

    public long Bytes => _all.Sum(b => b.Length * sizeof(float));

    /// <summary>A buffer for at least that many floats: the smallest free one that fits, else the largest free one, grown.</summary>
    public NativeBuffer Rent(long floats)
    {
        NativeBuffer? best = null;
        foreach (var buffer in _free)
        {
            var fits = buffer.Length >= floats;
            if (best is null || (fits ? best.Length < floats || buffer.Length < best.Length : best.Length < floats && buffer.Length > best.Length))
            {
                best = buffer;
            }
        }

        if (best is null)
        {
            best = new NativeBuffer();
            _all.Add(best);
        }
        else
        {
            _free.Remove(best);
        }

        best.Reserve(floats);
        return best;
    }

    public void Return(NativeBuffer buffer) => _free.Add(buffer);

    public void Dispose()
    {
        foreach (var buffer in _all)
        {
            buffer.Dispose();
        }
    }
}
