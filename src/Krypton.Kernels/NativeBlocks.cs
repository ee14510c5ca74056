using System.Runtime.InteropServices;

namespace Krypton.Kernels;

/// <summary>
/// Memory that buffers gave back, kept for the next ones: the system maps and clears new memory page by page, and for the
/// activations of a small network that takes longer than computing them.
/// </summary>
internal static unsafe class NativeBlocks
{
    /// <summary>Bytes that are kept; what was given back first goes first.</summary>
    public const long Limit = 128L << 20;

    private const nuint Alignment = 64;

    /// <summary>Smaller blocks the allocator keeps by itself.</summary>
    private const long Smallest = 64 << 10;

    /// <summary>A block may be this much larger than what is asked for.</summary>
    private const double Slack = 1.25;

    private static readonly LinkedList<Block> s_kept = [];
    private static readonly Lock s_lock = new();

    /// <summary>Bytes that are kept at the moment.</summary>
    public static long Kept { get; private set; }

    /// <summary>A block of at least that many bytes; what it holds is undefined.</summary>
    /// <returns>Where it is, and its size, which <see cref="Give"/> wants to know.</returns>
    public static (nint Address, long Bytes) Take(long bytes)
    {
        lock (s_lock)
        {
            // The latest first: it may still be in the caches.
            LinkedListNode<Block>? best = null;
            for (var node = s_kept.Last; node is not null && bytes >= Smallest; node = node.Previous)
            {
                if (node.Value.Bytes >= bytes && node.Value.Bytes <= bytes * Slack && !(best?.Value.Bytes <= node.Value.Bytes))
                {
                    best = node;
                }
            }

            if (best is not null)
            {
                s_kept.Remove(best);
                Kept -= best.Value.Bytes;
                return (best.Value.Address, best.Value.Bytes);
            }
        }

        var large = (nuint)bytes >= 2 * HugePages.Size;
        var made = NativeMemory.AlignedAlloc((nuint)bytes, large ? HugePages.Size : Alignment);
        if (large)
        {
            HugePages.Advise(made, (nuint)bytes);
        }

        return ((nint)made, bytes);
    }

    /// <summary>Gives a block back.</summary>
    public static void Give(nint address, long bytes)
    {
        if (bytes is < Smallest or > Limit / 2)
        {
            NativeMemory.AlignedFree((void*)address);
            return;
        }

        lock (s_lock)
        {
            s_kept.AddLast(new Block(address, bytes));
            Kept += bytes;
            while (Kept > Limit)
            {
                var oldest = s_kept.First!.Value;
                s_kept.RemoveFirst();
                Kept -= oldest.Bytes;
                NativeMemory.AlignedFree((void*)oldest.Address);
            }
        }
    }

    private readonly record struct Block(nint Address, long Bytes);
}
