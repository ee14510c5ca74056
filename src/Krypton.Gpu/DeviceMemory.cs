using ILGPU;
using ILGPU.Runtime;

namespace Krypton.Gpu;

/// <summary>Memory that queries give back and later ones take again: asking a driver for memory takes as long as a small batch.</summary>
/// <remarks>Whoever gives memory back has waited for the work on it.</remarks>
internal sealed class DeviceMemory(Accelerator accelerator) : IDisposable
{
    private const long Smallest = 4096;

    /// <summary>Page-locked bytes that lie idle at most.</summary>
    private const long MostHost = 256L << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Stack<MemoryBuffer1D<byte, Stride1D.Dense>>> _idle = [];
    private readonly Dictionary<(Type, long), Stack<IDisposable>> _idleHost = [];

    /// <summary>Bytes that lie idle at most.</summary>
    private readonly long _most = accelerator.MemorySize / 4;
    private long _idleBytes;
    private long _idleHostBytes;

    /// <summary>Room on the device for at least so many values.</summary>
    public Loan<T> Take<T>(long length)
        where T : unmanaged
    {
        var bytes = Class(Math.Max(1, length) * Interop.SizeOf<T>());
        lock (_gate)
        {
            if (_idle.TryGetValue(bytes, out var same) && same.TryPop(out var buffer))
            {
                _idleBytes -= bytes;
                return new Loan<T>(this, buffer, length);
            }
        }

        try
        {
            return new Loan<T>(this, accelerator.Allocate1D<byte>(bytes), length);
        }
        catch (AcceleratorException)
        {
            Clear();
            return new Loan<T>(this, accelerator.Allocate1D<byte>(bytes), length);
        }
    }

    /// <summary>Room on the device with these values.</summary>
    public Loan<T> Take<T>(T[] values)
        where T : unmanaged
    {
        var loan = Take<T>(values.Length);
        if (values.Length > 0)
        {
            loan.View.CopyFromCPU(values);
        }

        return loan;
    }

    /// <summary>Page-locked room on the host for so many values, which transfers take without the driver's copy.</summary>
    public PinnedLoan<T> Pin<T>(long length)
        where T : unmanaged
    {
        var count = Math.Max(1, length);
        lock (_gate)
        {
            if (_idleHost.TryGetValue((typeof(T), count), out var same) && same.TryPop(out var array))
            {
                var known = (PageLockedArray1D<T>)array;
                _idleHostBytes -= Bytes(known);
                return new PinnedLoan<T>(this, known);
            }
        }

        return new PinnedLoan<T>(this, accelerator.AllocatePageLocked1D<T>(count));
    }

    public void Dispose()
    {
        Clear();
        lock (_gate)
        {
            foreach (var array in _idleHost.Values.SelectMany(s => s))
            {
                array.Dispose();
            }

            _idleHost.Clear();
        }
    }

    internal void Return(MemoryBuffer1D<byte, Stride1D.Dense> buffer)
    {
        lock (_gate)
        {
            if (_idleBytes + buffer.Length <= _most)
            {
                Stack(_idle, buffer.Length).Push(buffer);
                _idleBytes += buffer.Length;
                return;
            }
        }

        buffer.Dispose();
    }

    internal void Return<T>(PageLockedArray1D<T> array)
        where T : unmanaged
    {
        lock (_gate)
        {
            if (_idleHostBytes + Bytes(array) <= MostHost)
            {
                Stack(_idleHost, (typeof(T), array.Length)).Push(array);
                _idleHostBytes += Bytes(array);
                return;
            }
        }

        array.Dispose();
    }

    private static long Bytes<T>(PageLockedArray1D<T> array)
        where T : unmanaged => array.Length * Interop.SizeOf<T>();

    private static Stack<T> Stack<TKey, T>(Dictionary<TKey, Stack<T>> idle, TKey key)
        where TKey : notnull => idle.TryGetValue(key, out var stack) ? stack : idle[key] = new Stack<T>();

    /// <summary>Sizes in steps of an eighth, so that batches of nearly one size share memory.</summary>
    private static long Class(long size)
    {
        var step = Math.Max(Smallest, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)size) / 16);
        return (size + step - 1) / step * step;
    }

    private void Clear()
    {
        lock (_gate)
        {
            foreach (var buffer in _idle.Values.SelectMany(s => s))
            {
                buffer.Dispose();
            }

            _idle.Clear();
            _idleBytes = 0;
        }
    }
}

/// <summary>Device memory until it is disposed.</summary>
internal sealed class Loan<T>(DeviceMemory owner, MemoryBuffer1D<byte, Stride1D.Dense> buffer, long length) : IDisposable
    where T : unmanaged
{
    private bool _returned;

    public ArrayView<T> View { get; } = buffer.View.BaseView.Cast<T>().SubView(0, Math.Max(1, length));

    public long LengthInBytes => View.LengthInBytes;

    public void Dispose()
    {
        if (!_returned)
        {
            _returned = true;
            owner.Return(buffer);
        }
    }
}

/// <summary>Page-locked memory of the host until it is disposed.</summary>
internal sealed class PinnedLoan<T>(DeviceMemory owner, PageLockedArray1D<T> array) : IDisposable
    where T : unmanaged
{
    private bool _returned;

    public PageLockedArray1D<T> Array => array;

    public void Dispose()
    {
        if (!_returned)
        {
            _returned = true;
            owner.Return(array);
        }
    }
}
