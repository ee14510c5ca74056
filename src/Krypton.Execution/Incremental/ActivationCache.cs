namespace Krypton.Execution.Incremental;

/// <summary>Base activations kept for later queries, up to a number of bytes; those go first whose keeping saves least a byte.</summary>
/// <param name="clock">Tells how long computing took; the system's when left out.</param>
public sealed class ActivationCache(TimeProvider? clock = null) : IDisposable
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly List<Entry> _entries = [];

    /// <summary>Bytes that may be kept; 0 keeps nothing.</summary>
    public long Limit { get; set; }

    public long Bytes => _entries.Sum(e => e.Activations.Bytes);

    /// <summary>The activations under a key, computed when they are not there. They stay valid until <see cref="Release"/>.</summary>
    /// <param name="key">The network's and the images' content, and the device.</param>
    public T Lend<T>(string key, Func<T> compute)
        where T : class, IBaseMaps
    {
        if (_entries.Find(e => e.Key == key) is { } known)
        {
            known.Uses++;
            known.Lent = true;
            return (T)known.Activations;
        }

        var start = _clock.GetTimestamp();
        var made = compute();
        _entries.Add(new Entry(key, made, _clock.GetElapsedTime(start).TotalSeconds) { Lent = true });
        return made;
    }

    /// <summary>Says that lent activations are no longer in use, and gives up what exceeds the limit.</summary>
    public void Release(IBaseMaps activations)
    {
        _entries.Find(e => ReferenceEquals(e.Activations, activations))!.Lent = false;
        Trim();
    }

    /// <summary>Gives up what exceeds the limit, least benefit a byte first: seconds to compute it again, times how often it was used.</summary>
    public void Trim()
    {
        while (Bytes > Limit && _entries.Where(e => !e.Lent).MinBy(e => e.Benefit) is { } least)
        {
            least.Activations.Dispose();
            _entries.Remove(least);
        }
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            entry.Activations.Dispose();
        }

        _entries.Clear();
    }

    private sealed class Entry(string key, IBaseMaps activations, double seconds)
    {
        public string Key => key;

        public IBaseMaps Activations => activations;

        public int Uses { get; set; } = 1;

        public bool Lent { get; set; }

        /// <summary>Where a device put the computing off it took no time yet; uses and bytes count all the same.</summary>
        public double Benefit => Math.Max(seconds, 1e-6) * Uses / activations.Bytes;
    }
}
