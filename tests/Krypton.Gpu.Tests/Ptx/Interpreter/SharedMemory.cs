namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>The shared memory of a group of threads. Finds races: what one warp wrote, another may read or overwrite only behind a barrier, and what is still being copied nobody may touch.</summary>
internal sealed class SharedMemory
{
    private const int Several = -2;

    private readonly byte[] _bytes;
    private readonly Word[] _words;
    private int _turn;
    private int _clusterTurn;

    public SharedMemory(int bytes)
    {
        (_bytes, _words) = (new byte[bytes], new Word[bytes / 4]);
        Array.Fill(_words, new Word { Written = -1, ClusterWritten = -1, Read = -1, ClusterRead = -1, Copied = -1 });
    }

    /// <summary>All warps of the group have met.</summary>
    public void Met() => _turn++;

    /// <summary>All warps of the cluster have met.</summary>
    public void ClusterMet() => (_turn, _clusterTurn) = (_turn + 1, _clusterTurn + 1);

    public ReadOnlySpan<byte> Read(Warp warp, uint address, int size)
    {
        foreach (ref var word in Words(warp, address, size))
        {
            warp.Demand(word.Copied < 0, "reads what is still being copied");
            warp.Demand(word.Written >= 0, "reads shared memory that nobody wrote");
            warp.Demand(word.Written < _turn || word.Writer == warp.Number, "reads what another warp wrote since the last barrier");
            word.Reader = word.Read == _turn && word.Reader != warp.Number ? Several : warp.Number;
            word.Read = _turn;
        }

        return _bytes.AsSpan((int)address, size);
    }

    /// <summary>A read by a warp of another group of the cluster.</summary>
    public ReadOnlySpan<byte> ReadFromCluster(Warp warp, uint address, int size)
    {
        foreach (ref var word in Words(warp, address, size))
        {
            warp.Demand(word.Copied < 0, "reads what is still being copied");
            warp.Demand(word.ClusterWritten >= 0 && word.ClusterWritten < _clusterTurn, "reads what another group of its cluster wrote since the cluster's last barrier, or never");
            word.ClusterRead = _clusterTurn;
        }

        return _bytes.AsSpan((int)address, size);
    }

    public void Write(Warp warp, uint address, ReadOnlySpan<byte> values)
    {
        Own(warp, address, values.Length);
        values.CopyTo(_bytes.AsSpan((int)address));
    }

    /// <summary>A copy into it begins.</summary>
    public void BeginCopy(Warp warp, uint address, int size)
    {
        Own(warp, address, size);
        foreach (ref var word in Words(warp, address, size))
        {
            word.Copied = warp.Number;
        }
    }

    public void EndCopy(Warp warp, uint address, ReadOnlySpan<byte> values)
    {
        foreach (ref var word in Words(warp, address, values.Length))
        {
            word.Copied = -1;
        }

        Own(warp, address, values.Length);
        values.CopyTo(_bytes.AsSpan((int)address));
    }

    private void Own(Warp warp, uint address, int size)
    {
        foreach (ref var word in Words(warp, address, size))
        {
            warp.Demand(word.Copied < 0, "writes where something is still being copied");
            warp.Demand(word.Written < _turn || word.Writer == warp.Number, "overwrites what another warp wrote since the last barrier");
            warp.Demand(word.Read < _turn || word.Reader == warp.Number, "overwrites what another warp read since the last barrier");
            warp.Demand(word.ClusterRead < _clusterTurn, "overwrites what another group read since the cluster's last barrier");
            (word.Writer, word.Written, word.ClusterWritten) = (warp.Number, _turn, _clusterTurn);
        }
    }

    private Span<Word> Words(Warp warp, uint address, int size)
    {
        warp.Demand(address % size == 0, "touches bytes at an address that is no multiple of their number");
        warp.Demand(address + size <= _bytes.Length, "touches what is behind shared memory");
        return _words.AsSpan((int)address / 4, size / 4);
    }

    /// <summary>Who touched four bytes last, and in which turn between barriers.</summary>
    private struct Word
    {
        public int Writer;
        public int Written;
        public int ClusterWritten;
        public int Reader;
        public int Read;
        public int ClusterRead;

        /// <summary>The warp that copies into it; -1 for none.</summary>
        public int Copied;
    }
}
