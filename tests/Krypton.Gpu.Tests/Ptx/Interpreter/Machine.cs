namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>Runs launches: clusters one after the other, the warps of a cluster by turns of random length, so that what only happens to come in order does not always.</summary>
internal static class Machine
{
    private const int LongestTurn = 200;

    /// <param name="depth">Groups behind one another along z that make a cluster.</param>
    /// <param name="traffic">Where accesses are noted.</param>
    public static void Run(PtxProgram program, (int X, int Y, int Z) grid, int depth, int threads, int sharedBytes, byte[] arguments, int seed, Traffic? traffic)
    {
        var (random, global) = (new Random(seed), new GlobalMemory());
        for (var z = 0; z < grid.Z; z += depth)
        {
            for (var y = 0; y < grid.Y; y++)
            {
                for (var x = 0; x < grid.X; x++)
                {
                    var cluster = new ThreadGroup[depth];
                    for (var i = 0; i < depth; i++)
                    {
                        cluster[i] = new ThreadGroup(program, (x, y, z + i), grid.Z, threads, sharedBytes, arguments, global, cluster, traffic);
                    }

                    Run(cluster, random);
                }
            }
        }
    }

    private static void Run(ThreadGroup[] cluster, Random random)
    {
        Warp[] warps = [.. cluster.SelectMany(g => g.Warps)];
        while (true)
        {
            Warp[] ready = [.. warps.Where(w => w.Waits == Waiting.Nothing)];
            if (ready.Length > 0)
            {
                var warp = ready[random.Next(ready.Length)];
                for (var turn = random.Next(LongestTurn); turn >= 0 && warp.Waits == Waiting.Nothing; turn--)
                {
                    warp.Step();
                }

                continue;
            }

            if (warps.All(w => w.Waits == Waiting.End))
            {
                return;
            }

            Release(cluster, warps);
        }
    }

    /// <summary>Lets warps go on whose barrier all have reached.</summary>
    private static void Release(ThreadGroup[] cluster, Warp[] warps)
    {
        var released = false;
        foreach (var group in cluster.Where(g => !g.Ended && g.Warps.All(w => w.Waits is Waiting.Group or Waiting.End)))
        {
            group.Shared.Met();
            Free(group.Warps, Waiting.Group);
            released = true;
        }

        if (!released && warps.All(w => w.Waits == Waiting.Cluster))
        {
            foreach (var group in cluster)
            {
                group.Shared.ClusterMet();
            }

            Free(warps, Waiting.Cluster);
            released = true;
        }

        if (!released)
        {
            throw warps.First(w => w.Waits != Waiting.End).Failure("waits for ever");
        }
    }

    private static void Free(IEnumerable<Warp> warps, Waiting from)
    {
        foreach (var warp in warps.Where(w => w.Waits == from))
        {
            warp.Waits = Waiting.Nothing;
        }
    }
}
