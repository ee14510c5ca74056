namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>A warp's copies from global to shared memory that are under way. They land as late as they may: when they are waited for.</summary>
internal sealed unsafe class AsyncCopies(Warp warp)
{
    private readonly Queue<List<Copy>> _groups = [];
    private List<Copy> _open = [];

    /// <param name="from">Sixteen bytes, of which <paramref name="bytes"/> are read and the rest become zero.</param>
    public void Begin(uint to, ulong from, uint bytes)
    {
        warp.Group.Shared.BeginCopy(warp, to, 16);
        _open.Add(new Copy(to, from, bytes));
    }

    public void Commit()
    {
        _groups.Enqueue(_open);
        _open = [];
    }

    /// <summary>Waits for all but the last groups.</summary>
    public void Wait(int but)
    {
        while (_groups.Count > but)
        {
            Land(_groups.Dequeue());
        }
    }

    public void WaitForAll()
    {
        Wait(0);
        Land(_open);
        _open = [];
    }

    private void Land(List<Copy> copies)
    {
        Span<byte> bytes = stackalloc byte[16];
        foreach (var copy in copies)
        {
            bytes.Clear();
            if (copy.Bytes > 0)
            {
                warp.Group.Global.Read(warp, copy.From, (int)copy.Bytes).CopyTo(bytes);
            }

            warp.Group.Shared.EndCopy(warp, copy.To, bytes);
        }
    }

    private readonly record struct Copy(uint To, ulong From, uint Bytes);
}
