using Krypton.Catalog;
using Krypton.Devices;
using Krypton.Execution.Incremental;
using Krypton.Imaging;
using Krypton.Models;
using Krypton.Planning.Binding;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Relations;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Stored;

namespace Krypton.Statements;

/// <summary>What a statement runs in: the catalog, the models in memory, the session's settings and the parameters of this call.</summary>
internal sealed class SessionContext(Database database, SessionSettings settings, AnswerCache answers, IReadOnlyDictionary<string, object?> parameters) : IBindingContext
{
    // The statement and its binding both ask for the model; its labels are a file.
    private readonly Dictionary<Term, ReadyModel> _ready = [];

    private bool _forView;

    public CatalogStore Catalog => database.Catalog;

    public ViewStore Views => database.Views;

    public RunJournal Journal => database.Journal;

    public ModelStore Models => database.Models;

    public Accelerators Accelerators => database.Accelerators;

    public DeviceProfiles Profiles => database.Profiles;

    public StatisticsStore Statistics => database.Statistics;

    /// <summary>People's tables, and SQL over them and over heatmaps.</summary>
    public RelationEngine Relations => database.Relations;

    /// <summary>What the session allows plans to use.</summary>
    public PlannerSettings PlannerSettings => new(Settings.MemoryLimit, Settings.Threads, Settings.Executor, Settings.OffRules)
    {
        Statistics = (model, grid) => Statistics.Find(model.Content, grid),
    };

    public ContentHashes Hashes => database.Hashes;

    /// <summary>Base activations kept for later queries, as far as the session's setting allows.</summary>
    public ActivationCache Bases
    {
        get
        {
            database.Bases.Limit = Settings.ActivationCache;
            return database.Bases;
        }
    }

    /// <summary>The session's earlier answers.</summary>
    public AnswerCache Answers { get; } = answers;

    public IReadOnlyDictionary<string, object?> Parameters { get; } = parameters;

    public SessionSettings Settings { get; } = settings;

    /// <summary>A model with its options, loaded and ready to run.</summary>
    public sealed record ReadyModel(BoundModel Bound, LoadedModel Loaded, ModelOptions Options, string Path);

    /// <summary>What earlier queries left.</summary>
    /// <param name="except">A view that must not answer.</param>
    public StoredSource Stored(string? except = null) => new(Views, Answers, Hashes, except);

    /// <summary>The cost model for this machine and session.</summary>
    public CostModel Cost() => new(Profiles.Current, Settings.Threads);

    /// <summary>The device beside the CPU that the session's settings allow, and why not the one that was asked for.</summary>
    /// <param name="exactly">Products in fp32, whatever precision the session asks for.</param>
    public (Accelerator? Use, IReadOnlyList<string> Notes) Accelerator(bool exactly = false)
    {
        var (choice, precision) = (Settings.Device, exactly ? Gpu.Precision.Fp32 : Settings.Precision);
        var (device, missing) = database.Accelerators.Find(choice);
        if (device is null)
        {
            return (null, choice == DeviceChoice.Auto || missing is null ? [] : [$"{choice.ToString().ToLowerInvariant()} cannot be used: {missing}; the CPU runs the query"]);
        }

        var (name, notes) = (choice == DeviceChoice.OpenCl ? "opencl" : "cuda", new List<string>());
        if (precision != Gpu.Precision.Fp32 && !device.HasTensorCores)
        {
            // fp32 is what auto falls back to anyway.
            notes.AddRange(precision is null ? [] : [$"{device.Name} has no tensor cores for {Precisions.Name(precision)}; products are fp32"]);
            precision = Gpu.Precision.Fp32;
        }

        // A tenth is left to the driver and to kernels.
        return (new Accelerator(name, device.MemoryBytes / 10 * 9, Profiles.Accelerator(name), Precisions.Allowed(precision), choice != DeviceChoice.Auto), notes);
    }

    /// <summary>The same session with other parameters.</summary>
    public SessionContext With(IReadOnlyDictionary<string, object?> others) => new(database, Settings, Answers, others);

    /// <summary>The same session for a query that is stored: it must mean the same later, so parameters are refused.</summary>
    public SessionContext ForView() => new(database, Settings, Answers, Parameters) { _forView = true };

    public BoundModel Model(Term term) => Ready(term).Bound;

    /// <exception cref="QueryException">It does not exist, cannot be read, or its options are wrong.</exception>
    public ReadyModel Ready(Term term)
    {
        if (_ready.TryGetValue(term, out var known))
        {
            return known;
        }

        try
        {
            return _ready[term] = term is Parameter parameter && Parameter(parameter) is FileContent content ? Ready(content, parameter.Name) : Ready(Entry(ObjectKind.Model, term));
        }
        catch (Exception e) when (e is ModelException or OptionException)
        {
            throw new QueryException(e.Message.TrimEnd('.'), term.Span, inner: e);
        }
    }

    /// <exception cref="ModelException">It cannot be read.</exception>
    /// <exception cref="OptionException">Its options are wrong.</exception>
    public ReadyModel Ready(CatalogEntry entry)
    {
        var options = entry.Options.ToDictionary();
        var loaded = Models.Load(entry.Path, ModelOptions.Size(options), Settings.Threads);
        var read = ModelOptions.For(loaded.Model, options);
        return new ReadyModel(Bound(entry.Name, loaded.Model, read), loaded, read, entry.Path);
    }

    private ReadyModel Ready(FileContent content, string name)
    {
        var loaded = Models.Load(content, name, Settings.Threads);
        var read = ModelOptions.For(loaded.Model, new Dictionary<string, string>());
        return new ReadyModel(Bound(name, loaded.Model, read), loaded, read, $"@{name}");
    }

    private static BoundModel Bound(string name, Models.Model model, ModelOptions options)
    {
        var pixels = $"{model.Input.Shape} {options.Preprocessing}";
        return new BoundModel(name, model, [.. options.Labels], $"{model.ContentHash} {pixels}", pixels);
    }

    public Seq<BoundImage> Images(Term term)
    {
        if (term is Name name && Catalog.Find(ObjectKind.Image, name.Text) is null && Catalog.Find(ObjectKind.Collection, name.Text) is { } collection)
        {
            return Matching(collection.Path, term);
        }

        if (term is Parameter parameter && Parameter(parameter) is FileContent content)
        {
            return [new BoundImage(parameter.Name, $"@{parameter.Name}") { Content = content }];
        }

        var image = Entry(ObjectKind.Image, term);
        return PathPattern.IsPattern(image.Path) ? Matching(image.Path, term) : [new BoundImage(image.Name, image.Path)];
    }

    public object Parameter(Parameter parameter)
    {
        if (_forView)
        {
            throw new QueryException($"parameter @{parameter.Name} cannot stand in a materialized view", parameter.Span, "write its value: the view is computed again when it is refreshed");
        }

        if (Parameters.FirstOrDefault(p => p.Key.TrimStart('@').Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } given)
        {
            return given.Value ?? throw new QueryException($"parameter @{parameter.Name} is null", parameter.Span, "leave the clause out instead: no clause takes null");
        }

        var nearest = NameSuggestions.Nearest(parameter.Name, Parameters.Keys.Select(k => k.TrimStart('@')));
        throw new QueryException($"parameter @{parameter.Name} was not given", parameter.Span, nearest is null ? null : $"did you mean @{nearest}?");
    }

    /// <summary>A catalog entry by name, or one made up for a file given by its path.</summary>
    public CatalogEntry Entry(ObjectKind kind, Term term)
    {
        if (term is Name name)
        {
            return Catalog.Find(kind, name.Text) ?? throw Unknown(kind, name);
        }

        var path = Terms.Text(this, term, $"the {kind.ToString().ToLowerInvariant()}");
        return path.Length > 0
            ? new CatalogEntry(kind, Path.GetFileNameWithoutExtension(path), Path.GetFullPath(path), [])
            : throw new QueryException("the file's path is empty", term.Span);
    }

    public QueryException Unknown(ObjectKind kind, Name name)
    {
        var word = kind.ToString().ToLowerInvariant();
        var known = Catalog.List(kind).Select(e => e.Name).ToList();
        if (kind == ObjectKind.Image)
        {
            known.AddRange(Catalog.List(ObjectKind.Collection).Select(e => e.Name));
        }

        var hint = NameSuggestions.Nearest(name.Text, known) is { } nearest
            ? $"did you mean '{nearest}'?"
            : $"name a file in single quotes, or give it a name with CREATE {word.ToUpperInvariant()} {name.Text} FROM 'file'";
        return new QueryException($"there is no {word} '{name.Text}'", name.Span, hint);
    }

    /// <summary>Reads an image file; an error points at the word in the query that named it.</summary>
    public static RgbImage Read(BoundImage image, SourceSpan span)
    {
        try
        {
            return image.Content is { } content ? ImageFile.Decode(content.Bytes, image.Path) : ImageFile.Load(image.Path);
        }
        catch (ImageException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), span, inner: e);
        }
    }

    private static Seq<BoundImage> Matching(string pattern, Term term)
    {
        var files = PathPattern.Files(pattern);
        return files.Count > 0
            ? files.Select(f => new BoundImage(Path.GetFileNameWithoutExtension(f), f)).ToSeq()
            : throw new QueryException($"no file matches '{pattern}'", term.Span);
    }
}
