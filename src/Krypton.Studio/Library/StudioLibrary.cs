using System.Text.RegularExpressions;
using Krypton.Imaging;
using Krypton.Sql.Ast;

namespace Krypton.Studio.Library;

/// <summary>The images and models that have a name: those of the catalog, uploads, and at the first start the bundled ones.</summary>
internal sealed partial class StudioLibrary(StudioLimits limits, Workbench workbench, UploadStore uploads)
{
    private static readonly Dictionary<string, string> NoOptions = [];

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private List<LibraryEntry> _entries = [];

    public IReadOnlyList<LibraryEntry> All => _entries;

    public LibraryEntry? Find(ObjectKind kind, string name) => _entries.FirstOrDefault(e => e.Kind == kind && e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the catalog; an empty one gets the bundled model and films.</summary>
    public async Task Open(CancellationToken cancellation)
    {
        await Refresh(cancellation);
        if (_entries.Count > 0)
        {
            return;
        }

        foreach (var (name, kind, ending, open) in BundledFiles.All)
        {
            await using var content = open();
            var path = await uploads.Store(content, ending, limits.ModelBytes, cancellation);
            await Create(kind, name, path, NoOptions, cancellation);
        }
    }

    /// <summary>Takes an image that a user sent.</summary>
    /// <exception cref="UploadException">There are too many, it is too large, or no image.</exception>
    public async Task<LibraryEntry> AddImage(string fileName, Stream content, CancellationToken cancellation)
    {
        Room(ObjectKind.Image, limits.Images);
        var path = await uploads.Store(content, ".img", limits.ImageBytes, cancellation);
        return await Adopt(path, fileName, () =>
        {
            var (width, height) = ImageFile.ReadSize(path);
            if ((long)width * height > limits.ImagePixels)
            {
                throw new UploadException($"the image has {width}×{height} pixels; at most {limits.ImagePixels / 1_000_000} megapixels are taken", TooLarge: true);
            }

            return Create(ObjectKind.Image, Free(ObjectKind.Image, fileName), path, NoOptions, cancellation);
        });
    }

    /// <summary>Takes an ONNX file that a user sent. It is read, never executed.</summary>
    /// <exception cref="UploadException">There are too many, it is too large, or no classifier.</exception>
    public async Task<LibraryEntry> AddModel(string fileName, Stream content, IReadOnlyDictionary<string, string> options, CancellationToken cancellation)
    {
        Room(ObjectKind.Model, limits.Models);
        var path = await uploads.Store(content, ".onnx", limits.ModelBytes, cancellation);
        return await Adopt(path, fileName, () => Create(ObjectKind.Model, Free(ObjectKind.Model, fileName), path, options, cancellation));
    }

    /// <summary>The same model with other options, under a name of its own: nobody's model changes under his hands.</summary>
    public Task<LibraryEntry> AddVariant(LibraryEntry model, IReadOnlyDictionary<string, string> options, CancellationToken cancellation)
    {
        Room(ObjectKind.Model, limits.Models);
        return Create(ObjectKind.Model, Free(ObjectKind.Model, model.Name), model.Path, options, cancellation);
    }

    /// <summary>Takes a file of labels and returns its path.</summary>
    public Task<string> AddLabels(Stream content, CancellationToken cancellation) => uploads.Store(content, ".txt", limits.LabelsBytes, cancellation);

    /// <summary>The text of a model's options, as CREATE takes them.</summary>
    public static string Options(IReadOnlyDictionary<string, string> options) =>
        options.Count == 0 ? "" : $" WITH ({string.Join(", ", options.Select(o => $"{o.Key} = '{o.Value.Replace("'", "''", StringComparison.Ordinal)}'"))})";

    private async Task<LibraryEntry> Adopt(string path, string fileName, Func<Task<LibraryEntry>> create)
    {
        try
        {
            return await create();
        }
        catch (Exception e) when (e is Sql.QueryException or ImageException or UploadException)
        {
            if (!_entries.Any(entry => entry.Path == path))
            {
                File.Delete(path);
            }

            throw e as UploadException ?? new UploadException(e.Message.Replace(path, fileName, StringComparison.Ordinal).Replace(Path.GetFileNameWithoutExtension(path), fileName, StringComparison.Ordinal));
        }
    }

    private async Task<LibraryEntry> Create(ObjectKind kind, string name, string path, IReadOnlyDictionary<string, string> options, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            await workbench.Ask($"CREATE {kind.ToString().ToUpperInvariant()} {name} FROM '{path.Replace("'", "''", StringComparison.Ordinal)}'{Options(options)}", null, cancellation);
            await Refresh(cancellation);
            return Find(kind, name)!;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task Refresh(CancellationToken cancellation)
    {
        var answers = await workbench.Ask("SHOW IMAGES; SHOW MODELS", null, cancellation);
        _entries =
        [
            .. answers[0].Relation!.Rows.Select(r => new LibraryEntry(ObjectKind.Image, (string)r[0]!, (string)r[1]!, new Dictionary<string, string>())),
            .. answers[1].Relation!.Rows.Select(r => new LibraryEntry(ObjectKind.Model, (string)r[0]!, (string)r[1]!, OptionText().Matches((string)r[2]!).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value))),
        ];
    }

    private void Room(ObjectKind kind, int limit)
    {
        if (_entries.Count(e => e.Kind == kind) >= limit)
        {
            throw new UploadException($"there are {limit} {kind.ToString().ToLowerInvariant()}s already, and no more are taken", TooLarge: true);
        }
    }

    /// <summary>A name made of a file's name that needs no quotes in a query and is not taken.</summary>
    private string Free(ObjectKind kind, string fileName)
    {
        var stem = string.Concat(Path.GetFileNameWithoutExtension(fileName).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')).Trim('_');
        stem = stem.Length > 40 ? stem[..40] : stem;
        stem = stem.Length == 0 || char.IsAsciiDigit(stem[0]) ? $"{kind.ToString().ToLowerInvariant()}_{stem}".TrimEnd('_') : stem;
        stem = Reserved.Contains(stem.ToUpperInvariant()) ? stem + "_1" : stem;
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? stem : $"{stem}_{i}").First(n => Find(kind, n) is null);
    }

    private static readonly string[] Reserved =
        ["EXPLAIN", "PREDICT", "CREATE", "DROP", "SHOW", "DESCRIBE", "SET", "ON", "USING", "FOR", "OR", "IF", "NOT", "FROM", "AS", "WITH", "INTO", "SELECT", "WHERE", "ORDER", "GROUP", "BY", "JOIN", "LIMIT", "AND", "COPY", "TO"];

    [GeneratedRegex(@"(\w+) = '(.*?)'(?:, |$)")]
    private static partial Regex OptionText();
}
