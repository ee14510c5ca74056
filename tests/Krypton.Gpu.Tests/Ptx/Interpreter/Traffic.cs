namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>How well the accesses of a kernel's instructions lie: turns that shared memory takes for a warp, and pieces of global memory that a warp reads.</summary>
/// <remarks>Shared memory has 32 banks of four bytes; accesses of 16 bytes go by eight lanes at a time (CUDA C++ Best Practices Guide, "Shared Memory").</remarks>
internal sealed class Traffic
{
    /// <summary>All banks of shared memory side by side.</summary>
    private const int BankBytes = 128;

    private readonly SortedDictionary<int, Counts> _counts = [];

    /// <summary>Instructions that shared memory took more turns for than needed, with turns taken and needed.</summary>
    public IEnumerable<(int Instruction, int Taken, int Needed)> Collisions => _counts.Where(c => c.Value.Taken > c.Value.Needed).Select(c => (c.Key, c.Value.Taken, c.Value.Needed));

    /// <summary>The most pieces, none adjoining another, that one warp read by an instruction.</summary>
    public int MostPieces(int instruction) => _counts.TryGetValue(instruction, out var counts) ? counts.MostPieces : 0;

    public void Shared(int instruction, ReadOnlySpan<uint> addresses, uint lanes, int bytes)
    {
        var (counts, together) = (Of(instruction), Math.Min(Warp.Lanes, BankBytes / bytes));
        for (var first = 0; first < Warp.Lanes; first += together)
        {
            // Equal addresses are one access.
            var distinct = new HashSet<uint>();
            for (var lane = first; lane < first + together; lane++)
            {
                if ((lanes >> lane & 1) != 0)
                {
                    distinct.Add(addresses[lane]);
                }
            }

            if (distinct.Count > 0)
            {
                counts.Taken += distinct.GroupBy(a => a % BankBytes).Max(g => g.Count());
                counts.Needed++;
            }
        }
    }

    public void Global(int instruction, ReadOnlySpan<ulong> addresses, uint lanes, int bytes)
    {
        var read = new SortedSet<ulong>();
        for (var lane = 0; lane < Warp.Lanes; lane++)
        {
            if ((lanes >> lane & 1) != 0)
            {
                read.Add(addresses[lane]);
            }
        }

        var counts = Of(instruction);
        counts.MostPieces = Math.Max(counts.MostPieces, read.Count(a => !read.Contains(a - (ulong)bytes)));
    }

    private Counts Of(int instruction) => _counts.TryGetValue(instruction, out var known) ? known : _counts[instruction] = new Counts();

    private sealed class Counts
    {
        public int Taken { get; set; }

        public int Needed { get; set; }

        public int MostPieces { get; set; }
    }
}
