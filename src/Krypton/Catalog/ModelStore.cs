using Krypton.Kernels;
using Krypton.Models;

namespace Krypton.Catalog;

/// <summary>Keeps the models used last in memory, by file, change date and size; a changed file is read again.</summary>
internal sealed class ModelStore : IDisposable
{
    private const int Kept = 4;

    private readonly List<(Key Key, LoadedModel Model)> _models = [];
    private CpuDevice? _device;

    private readonly record struct Key(string Path, DateTime Changed, long Bytes, (int, int)? Size);

    /// <summary>The model in that file. Valid until the next call that needs other threads or a fifth model.</summary>
    /// <exception cref="ModelException">It cannot be read.</exception>
    public LoadedModel Load(string path, (int Height, int Width)? size, int threads)
    {
        if (_device is null || _device.Workers.Count != threads)
        {
            Dispose();
            _device = new CpuDevice(threads);
        }

        var info = new FileInfo(path);
        var key = new Key(path, info.Exists ? info.LastWriteTimeUtc : default, info.Exists ? info.Length : 0, size);
        var found = _models.FindIndex(m => m.Key == key);
        var entry = found >= 0 ? _models[found] : (key, new LoadedModel(Model.Load(path, size), _device));
        if (found >= 0)
        {
            _models.RemoveAt(found);
        }

        _models.Insert(0, entry);
        while (_models.Count > Kept)
        {
            _models[^1].Model.Dispose();
            _models.RemoveAt(_models.Count - 1);
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
        _device?.Dispose();
        _device = null;
    }
}
