using System.Diagnostics;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Stored;

namespace Krypton.Workloads;

/// <summary>Runs the plan of a workload: stored scores first, then each evaluation, whose logits go to all queries that share it.</summary>
internal sealed class WorkloadRun
{
    private static readonly TimeSpan BetweenPreviews = TimeSpan.FromSeconds(0.2);

    private readonly IReadOnlyList<BoundQuery> _queries;
    private readonly WorkloadPlan _plan;
    private readonly StoredSource _stored;
    private readonly bool _keepStored;
    private readonly ActivationCache _bases;
    private readonly IProgress<QueryProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<(int Query, BoundImage Image), HeatmapAssembly> _assemblies = [];
    private readonly Dictionary<(int Query, BoundImage Image), IReadOnlyList<Heatmap>> _heatmaps = [];
    private readonly Dictionary<(int Query, BoundImage Image), IReadOnlyList<HeatmapQuality>> _qualities = [];
    private readonly List<string>[] _files;
    private readonly int[] _told;
    private readonly long _total;
    private long _done;
    private string _current = "";
    private IReadOnlyList<Heatmap> _preview = [];
    private TimeSpan _previewed;

    /// <param name="queries">The queries of the plan's roots, in the same order.</param>
    /// <param name="keepStored">Keep the logits of answers that were stored already, too; what is computed is kept where it is small enough, for later queries.</param>
    /// <param name="bases">Keeps base activations for later queries.</param>
    public WorkloadRun(
        IReadOnlyList<BoundQuery> queries, WorkloadPlan plan, StoredSource stored, bool keepStored, ActivationCache bases, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        _bases = bases;
        (_queries, _plan, _stored, _keepStored, _progress, _cancellation) = (queries, plan, stored, keepStored, progress, cancellation);
        _files = [.. queries.Select(_ => new List<string>())];
        _told = new int[queries.Count];
        _total = plan.Root.Evaluations.Sum(e => (long)e.Scores.PositionsPerImage * e.Scores.Images.Count);
    }

    public IReadOnlyList<BoundQuery> Queries => _queries;

    public Pictures Pictures { get; } = new();

    /// <summary>What the run measured.</summary>
    public RunActuals Actuals { get; } = new();

    /// <summary>Told of every image of a query that is done.</summary>
    public Action<WorkloadRun, int, BoundImage>? ImageFinished { get; init; }

    /// <summary>Whether it is to be found out what each layer takes, also where that takes more time.</summary>
    public bool TimesLayers { get; init; }

    /// <summary>What readers of the answers should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether products were rounded to less than fp32.</summary>
    public bool IsRounded { get; private set; }

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <exception cref="QueryException">An image cannot be read, or a file cannot be written.</exception>
    /// <exception cref="QueryCanceledException">It was cancelled; the message says how far it came.</exception>
    public void Run()
    {
        try
        {
            Report(_queries[0].Query.Images[0]);
            ReadStored();
            foreach (var evaluation in _plan.Root.Evaluations)
            {
                new EvaluationRun(this, evaluation, _cancellation).Run();
            }
        }
        catch (OperationCanceledException)
        {
            throw new QueryCanceledException($"cancelled after {_done:N0} of {_total:N0} positions, at image '{_current}', {_clock.Elapsed.TotalSeconds:0.0} s after the start", _cancellation) { Partial = _preview };
        }

        Actuals.Seconds = _clock.Elapsed.TotalSeconds;
    }

    /// <summary>Does what is no part of the answer; its time does not count.</summary>
    public void Apart(Action work)
    {
        _clock.Stop();
        try
        {
            work();
        }
        finally
        {
            _clock.Start();
        }
    }

    /// <summary>Where the base activations of images are kept, and the images' content; null where they are not.</summary>
    public (ActivationCache Cache, string Images)? Bases(IReadOnlyList<BoundImage> images)
    {
        var hashes = _bases.Limit > 0 ? images.Select(i => _stored.Hash(i)).ToList() : [];
        return hashes.Count > 0 && hashes.All(h => h is not null) ? (_bases, string.Join(' ', hashes)) : null;
    }

    /// <summary>The queries that read an evaluation.</summary>
    public IEnumerable<int> Readers(PhysicalEvaluation evaluation) => Enumerable.Range(0, _queries.Count).Where(q => _plan.Root.Queries[q].Sources.Contains(evaluation));

    /// <summary>A query's heatmaps, image by image.</summary>
    public IReadOnlyList<Heatmap> Heatmaps(int query) => [.. _queries[query].Query.Images.SelectMany(i => _heatmaps[(query, i)])];

    /// <summary>Images of a query that are done.</summary>
    public int Finished(int query) => _heatmaps.Keys.Count(k => k.Query == query);

    public IReadOnlyList<string> Files(int query) => _files[query];

    /// <summary>What was found out about an image, complete.</summary>
    public HeatmapAssembly Answer(int query, BoundImage image) => _assemblies[(query, image)];

    /// <summary>Whether nothing had to be computed for a query's answer on an image.</summary>
    public bool IsStored(int query, BoundImage image) => !_plan.Root.Queries[query].Sources.OfType<PhysicalEvaluation>().Any(e => e.Scores.Images.Contains(image));

    private void ReadStored()
    {
        for (var q = 0; q < _queries.Count; q++)
        {
            foreach (var scan in _plan.Root.Queries[q].Sources.OfType<PhysicalStoredScan>())
            {
                _cancellation.ThrowIfCancellationRequested();
                var start = _clock.Elapsed;
                var assembly = Assembly(q, scan.Image, scan.Stored.BaseLogits.ToArray());
                _stored.Read(scan.Stored, (index, row) => assembly.Add(scan.Stored, index, row));
                Actuals.Add(scan, (_clock.Elapsed - start).TotalSeconds, scan.Stored.Grid.Count);
                Finish(q, scan.Image);
            }
        }
    }

    /// <summary>Where a query's scores of an image are collected.</summary>
    public HeatmapAssembly Assembly(int query, BoundImage image, float[] baseLogits)
    {
        if (!_assemblies.TryGetValue((query, image), out var assembly))
        {
            var bound = _queries[query];
            var keep = (_keepStored || !IsStored(query, image)) && (long)bound.Query.Grid.Count * baseLogits.Length * sizeof(float) <= AnswerCache.LargestAnswer;
            assembly = _assemblies[(query, image)] = new HeatmapAssembly(
                bound.Query.Grid, bound.Classes(baseLogits), baseLogits, bound.Model.Bound.Model.Head, bound.Query.Score, keep);
        }

        return assembly;
    }

    /// <summary>Writes and keeps a query's heatmaps of an image once every position has its scores.</summary>
    public void Finish(int query, BoundImage image)
    {
        var assembly = _assemblies[(query, image)];
        if (!assembly.IsComplete || _heatmaps.ContainsKey((query, image)))
        {
            return;
        }

        var bound = _queries[query];
        var made = _heatmaps[(query, image)] = HeatmapsOf.Image(bound, image, assembly, Pictures.Of(image, bound), _qualities.GetValueOrDefault((query, image)));
        if (bound.Target is { } target)
        {
            _files[query].AddRange(Actuals.Phase("write", () => bound.Guard(() => made.Select(target.Write).ToList())));
        }

        _preview = [];
        ImageFinished?.Invoke(this, query, image);
        TellFinished(query);
    }

    /// <summary>Hands out heatmaps in the order of the query's images, whatever the order in which they were finished.</summary>
    private void TellFinished(int query)
    {
        var images = _queries[query].Query.Images;
        for (; _told[query] < images.Count && _heatmaps.TryGetValue((query, images[_told[query]]), out var made); _told[query]++)
        {
            Report(images[_told[query]], finished: made);
        }
    }

    /// <summary>Notes that scores were computed in a precision that approximates; they answer no later query.</summary>
    public void Rounded(string note)
    {
        IsRounded = true;
        Notes.Add(note);
    }

    /// <summary>Notes how good a query's maps of an image are.</summary>
    public void Rate(int query, BoundImage image, IReadOnlyList<HeatmapQuality> qualities) => _qualities[(query, image)] = qualities;

    /// <summary>Whether anybody looks at maps that are not finished.</summary>
    public bool IsWatched => _progress is not null;

    /// <summary>Tells of an exact map on its way, a few times a second.</summary>
    public void Preview(int query, BoundImage image)
    {
        var assembly = _assemblies[(query, image)];
        if (IsWatched && _clock.Elapsed - _previewed > BetweenPreviews && !assembly.IsComplete)
        {
            _previewed = _clock.Elapsed;
            _preview = HeatmapsOf.Image(
                _queries[query], image, assembly, Pictures.Of(image, _queries[query]), maps: [.. assembly.SoFar().Select(m => CoarseToFine.Fill(m, assembly.Known))]);
            Report(image, preview: _preview);
        }
    }

    /// <summary>Tells of approximate maps that are not finished.</summary>
    /// <param name="evaluated">Positions evaluated since the last report.</param>
    /// <param name="remaining">What is expected to be left to do takes that long.</param>
    public void Preview(int query, BoundImage image, int evaluated, IReadOnlyList<float[,]> maps, IReadOnlyList<HeatmapQuality> qualities, TimeSpan remaining)
    {
        (_current, _done) = (image.Name, _done + evaluated);
        if (_progress is not null)
        {
            _preview = HeatmapsOf.Image(_queries[query], image, _assemblies[(query, image)], Pictures.Of(image, _queries[query]), qualities, maps);
            _progress.Report(new QueryProgress(image.Name, (int)_done, (int)_total, _clock.Elapsed, remaining) { Preview = _preview });
        }
    }

    /// <summary>Counts positions as done.</summary>
    public void Report(BoundImage image, int done = 0, IReadOnlyList<Heatmap>? finished = null, IReadOnlyList<Heatmap>? preview = null)
    {
        (_current, _done) = (image.Name, _done + done);
        var spent = _clock.Elapsed;
        var remaining = _done == 0 ? TimeSpan.FromSeconds(Math.Min(_plan.Seconds, TimeSpan.MaxValue.TotalSeconds / 2)) : spent / _done * (_total - _done);
        _progress?.Report(new QueryProgress(image.Name, (int)_done, (int)_total, spent, remaining) { Finished = finished, Preview = preview });
    }
}
