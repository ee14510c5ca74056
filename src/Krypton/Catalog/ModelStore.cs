using Krypton.Devices;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Logical;

namespace Krypton.Catalog;

/// <summary>Keeps the models used last in memory, by file, change date and size; a changed file is read again.</summary>
internal sealed class ModelStore(Accelerators accelerators) : IDisposable
{
    private const int Kept = 4;

    private readonly HashSet<LoadedModel> _inUse = [];

    private readonly List<(Key Key, LoadedModel Model)> _models = [];
    private CpuDevice? _device;

    private readonly record struct Key(string Path, DateTime Changed, long Bytes, (int, int)? Size);

    /// <summary>The CPU with that many threads; models loaded for another number are given up.</summary>
    public CpuDevice Device(int threads)
    {
        if (_device is null || _device.Workers.Count != threads)
        {
            Dispose();
            _device = new CpuDevice(threads);
        }

        return _device;
    }

    /// <summary>Says that nothing uses the models any more that were loaded before.</summary>
    public void BeginStatement() => _inUse.Clear();

    /// <summary>The model in that file. Valid until the statement ends, or a call needs other threads.</summary>
    /// <exception cref="ModelException">It cannot be read.</exception>
    public LoadedModel Load(string path, (int Height, int Width)? size, int threads)
    {
        var info = new FileInfo(path);
        return Load(new Key(path, info.Exists ? info.LastWriteTimeUtc : default, info.Exists ? info.Length : 0, size), () => Model.Load(path, size), threads);
    }

    /// <summary>The model in those bytes.</summary>
    /// <exception cref="ModelException">It cannot be read.</exception>
    public LoadedModel Load(FileContent content, string name, int threads) =>
        Load(new Key($"parameter:{content.Hash}", default, content.Bytes.Length, null), () => Model.Read(content.Bytes.ToArray(), name), threads);

    private LoadedModel Load(Key key, Func<Model> read, int threads)
    {
        var device = Device(threads);
        var found = _models.FindIndex(m => m.Key == key);
        var entry = found >= 0 ? _models[found] : (key, new LoadedModel(read(), device, accelerators));
        if (found >= 0)
        {
            _models.RemoveAt(found);
        }

        _models.Insert(0, entry);
        _inUse.Add(entry.Item2);
        while (_models.Count > Kept && _models.FindLastIndex(m => !_inUse.Contains(m.Model)) is >= 0 and var last)
        {
            _models[last].Model.Dispose();
            _models.RemoveAt(last);
        }

        return entry.Item2;
    }

    public void Dispose()
    {
        foreach (var (_, model) in _models)
        {
            model.Dispose();
        }

        _models.Clear();
        _inUse.Clear();
        _device?.Dispose();
        _device = null;
    }
}
