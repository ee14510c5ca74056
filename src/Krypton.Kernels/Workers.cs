namespace Krypton.Kernels;

/// <summary>Work that splits into blocks which any worker may do in any order.</summary>
public interface IBlockWork
{
    void RunBlock(int block, int worker);
}

/// <summary>A team of threads that share blocks of work. Waiting threads sleep: a spinning one would steal a core from ONNX Runtime.</summary>
public sealed class Workers : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _running = new(1);
    private readonly NativeBuffer[] _scratch;
    private IBlockWork? _work;
    private int _blocks;
    private int _next;
    private Exception? _failure;
    private volatile bool _disposed;

    /// <param name="count">Threads, the calling one included.</param>
    public Workers(int count)
    {
        Count = Math.Max(1, count);
        _scratch = [.. Enumerable.Range(0, Count).Select(_ => new NativeBuffer())];
        _threads = [.. Enumerable.Range(1, Count - 1).Select(i => new Thread(() => Serve(i)) { IsBackground = true, Name = $"krypton worker {i}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public int Count { get; }

    /// <summary>Does all blocks; returns when the last one is done.</summary>
    public void Run(IBlockWork work, int blocks)
    {
        if (blocks == 0)
        {
            return;
        }

        _work = work;
        _blocks = blocks;
        _next = 0;
        _failure = null;
        var helpers = Math.Min(_threads.Length, blocks - 1);
        if (helpers > 0)
        {
            _running.Reset(helpers);
            _start.Release(helpers);
        }

        Share(0);
        if (helpers > 0)
        {
            _running.Wait();
        }

        _work = null;
        if (_failure is { } failure)
        {
            throw new InvalidOperationException("a kernel failed", failure);
        }
    }

    /// <summary>Room for that many floats, the worker's own until its next block.</summary>
    public unsafe float* Scratch(int worker, long floats)
    {
        _scratch[worker].Reserve(floats);
        return _scratch[worker].Pointer;
    }

    public void Dispose()
    {
        _disposed = true;
        _start.Release(Math.Max(1, _threads.Length));
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        foreach (var buffer in _scratch)
        {
            buffer.Dispose();
        }
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_disposed)
            {
                return;
            }

            Share(worker);
            _running.Signal();
        }
    }

    private void Share(int worker)
    {
        try
        {
            for (var block = Interlocked.Increment(ref _next) - 1; block < _blocks; block = Interlocked.Increment(ref _next) - 1)
            {
                _work!.RunBlock(block, worker);
            }
        }
        catch (Exception e)
        {
            // An exception must not end the process from a worker's thread: the caller of Run rethrows it.
            _failure = e;
        }
    }
}
