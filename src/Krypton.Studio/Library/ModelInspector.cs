using Krypton.Catalog;
using Krypton.Imaging;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Studio.Library;

/// <summary>What the page tells of models: what they take, and which rectangle of each layer a patch changes. The last few read are kept.</summary>
internal sealed class ModelInspector(StudioLimits limits)
{
    private const int Kept = 2;

    private readonly Lock _lock = new();
    private readonly List<(LibraryEntry Entry, Model Model, ModelOptions Options)> _newestFirst = [];

    /// <exception cref="ModelException">It cannot be read.</exception>
    /// <exception cref="OptionException">Its options are wrong.</exception>
    public (Model Model, ModelOptions Options) Of(LibraryEntry entry)
    {
        lock (_lock)
        {
            var found = _newestFirst.FindIndex(m => m.Entry == entry);
            var known = found >= 0 ? _newestFirst[found] : Read(entry);
            if (found >= 0)
            {
                _newestFirst.RemoveAt(found);
            }

            _newestFirst.Insert(0, known);
            if (_newestFirst.Count > Kept)
            {
                _newestFirst.RemoveAt(Kept);
            }

            return (known.Model, known.Options);
        }
    }

    public object Describe(LibraryEntry entry)
    {
        var (model, options) = Of(entry);
        var p = options.Preprocessing;
        return new
        {
            entry.Name, model.Input.Shape.Width, model.Input.Shape.Height, model.Input.Shape.Channels, model.Classes, options.Origin,
            Labels = options.Labels.Count, Mean = Three(p.Mean), Std = Three(p.Std), Order = p.Channels.ToString().ToUpperInvariant(), Resize = p.Resize.ToString().ToLowerInvariant(),
            Layers = model.Network.Nodes.Count,
        };
    }

    /// <summary>The image as the model sees it.</summary>
    /// <exception cref="ImageException">It cannot be read.</exception>
    public RgbImage Fit(LibraryEntry image, LibraryEntry model)
    {
        var (read, options) = Of(model);
        return options.Preprocessing.Fit(Load(image), read.Input.Shape.Width, read.Input.Shape.Height);
    }

    /// <exception cref="ImageException">It cannot be read, or is too large.</exception>
    public RgbImage Load(LibraryEntry image)
    {
        var (width, height) = ImageFile.ReadSize(image.Path);
        return (long)width * height <= limits.ImagePixels ? ImageFile.Load(image.Path) : throw new ImageException($"The image has {width}x{height} pixels, more than Studio shows.");
    }

    /// <summary>For each layer its map's size and the rectangle that a patch can change.</summary>
    public IReadOnlyList<object> Rectangles(LibraryEntry entry, Occlusion patch)
    {
        var network = Of(entry).Model.Network;
        var grid = new PatchGrid(patch.Height, patch.Width, 1, 1, new PositionAxis(patch.Y, 1, 1), new PositionAxis(patch.X, 1, 1));
        var boxes = new BoxTable(network, grid);
        return [.. network.Nodes.Select(n => new
        {
            Node = n.Id, n.Name, n.Shape.Width, n.Shape.Height, n.Shape.Channels,
            X = boxes.ColumnIntervals(n.Id)[0].Start, Y = boxes.RowIntervals(n.Id)[0].Start, W = boxes.ColumnIntervals(n.Id)[0].Length, H = boxes.RowIntervals(n.Id)[0].Length,
        })];
    }

    private static (LibraryEntry Entry, Model Model, ModelOptions Options) Read(LibraryEntry entry)
    {
        var model = Model.Load(entry.Path, ModelOptions.Size(entry.Options));
        return (entry, model, ModelOptions.For(model, entry.Options));
    }

    private static string Three(ChannelValues v) => FormattableString.Invariant($"{v.Red},{v.Green},{v.Blue}");
}
