namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>A group of threads that share memory, at its place in the grid.</summary>
internal sealed class ThreadGroup
{
    public ThreadGroup(PtxProgram program, (int X, int Y, int Z) at, int depth, int threads, int sharedBytes, byte[] arguments, GlobalMemory global, ThreadGroup[] cluster, Traffic? traffic)
    {
        ((X, Y, Z), Depth, Arguments, Global, Cluster, Traffic, Shared) = (at, depth, arguments, global, cluster, traffic, new SharedMemory(sharedBytes));
        Warps = [.. Enumerable.Range(0, threads / Warp.Lanes).Select(w => new Warp(program, this, w))];
    }

    public int X { get; }

    public int Y { get; }

    public int Z { get; }

    /// <summary>Groups of the grid along z.</summary>
    public int Depth { get; }

    public byte[] Arguments { get; }

    public GlobalMemory Global { get; }

    public SharedMemory Shared { get; }

    /// <summary>The groups that may read one another's shared memory, this one among them.</summary>
    public ThreadGroup[] Cluster { get; }

    /// <summary>Where accesses are noted; null for not at all.</summary>
    public Traffic? Traffic { get; }

    public IReadOnlyList<Warp> Warps { get; }

    public bool Ended => Warps.All(w => w.Waits == Waiting.End);
}
