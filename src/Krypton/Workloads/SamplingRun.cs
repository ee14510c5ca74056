using System.Diagnostics;
using Krypton.Execution.Approximation;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Inference;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Workloads;

/// <summary>Finds out one image's maps approximately: what <see cref="AdaptiveSampler"/> asks for is computed and goes to the query.</summary>
internal sealed class SamplingRun : ISampledScores
{
    private readonly WorkloadRun _run;
    private readonly PhysicalAdaptiveSampling _plan;
    private readonly ILogitSource _source;
    private readonly LogitSources _sources;
    private readonly Occlusion[] _positions;
    private readonly IReadOnlyList<Consumer> _consumers;
    private readonly CancellationToken _cancellation;
    private readonly BoundQuery _query;
    private readonly int[] _classes;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly double _deadline;
    private int _evaluated;
    private int _reported;
    private bool _usedCheap;

    /// <param name="positions">All positions over the one scene, row by row.</param>
    /// <param name="consumers">Queries that ask for the same; the first one's classes decide.</param>
    public SamplingRun(
        WorkloadRun run, PhysicalAdaptiveSampling plan, ILogitSource source, LogitSources sources, Occlusion[] positions, IReadOnlyList<Consumer> consumers, CancellationToken cancellation)
    {
        (_run, _plan, _source, _sources, _positions, _consumers, _cancellation) = (run, plan, source, sources, positions, consumers, cancellation);
        _query = run.Queries[First.Query];
        _classes = First.Assembly.Classes;
        var left = _query.Query.Images.Count - run.Finished(First.Query);
        _deadline = plan.Goal.Seconds is { } seconds ? Math.Max(0, seconds - run.Elapsed.TotalSeconds) / Math.Max(1, left) : double.PositiveInfinity;
    }

    private Consumer First => _consumers[0];

    private PatchGrid Grid => First.Assembly.Grid;

    private Models.Head Head => _query.Model.Bound.Model.Head;

    public double CheapCost => _plan.Truncated?.Cost ?? double.PositiveInfinity;

    /// <summary>Going by what evaluated positions took so far, the sampler's own work included.</summary>
    public int Affordable => double.IsInfinity(_deadline) || _evaluated == 0
        ? int.MaxValue
        : (int)Math.Clamp((_deadline - _clock.Elapsed.TotalSeconds) * _evaluated / _clock.Elapsed.TotalSeconds, 0, int.MaxValue);

    /// <returns>Positions evaluated exactly.</returns>
    /// <exception cref="QueryException">The time did not suffice for the quality.</exception>
    public int Run()
    {
        var goal = _plan.Goal;
        var bases = Scores.Of(First.Assembly.BaseLogits, Head, goal.Score);
        var measures = _classes.Select(c => new QualityMeasure(goal.Metric, bases[c])).ToList();
        var options = new SamplingOptions(goal.Target, _plan.Margin, Phases.Periods(_query.Model.Bound.Model.Network, Grid), _plan.Truncated is { First: true }, _query.Threads, CellSeconds: _plan.CellSeconds);
        var outcome = new AdaptiveSampler(Grid.Rows, Grid.Columns, measures, options).Run(this);
        if (goal is { Target: < 1, Seconds: { } seconds } && outcome.Estimate.Quality < goal.Target)
        {
            throw new QueryException(
                FormattableString.Invariant($"APPROX {goal.Target} cannot be reached within {seconds} s: the map of image '{First.Image.Name}' got to a quality of {outcome.Estimate.Quality:0.00} with {_evaluated:N0} of {_positions.Length:N0} positions"),
                _query.Statement.With.Within!.Span, FormattableString.Invariant($"allow more time, leave APPROX out to take what there is, or ask for APPROX {Math.Floor(outcome.Estimate.Quality * 20) / 20}"));
        }

        var ratings = Ratings(outcome.Maps);
        foreach (var consumer in _consumers)
        {
            consumer.Assembly.Guess([.. outcome.Maps.Select(m => m.Map)]);
            _run.Rate(consumer.Query, consumer.Image, ratings);
        }

        _run.Report(First.Image, _positions.Length - _reported);
        return _evaluated;
    }

    public double[][] Exact(IReadOnlyList<int> cells)
    {
        var scores = NewScores(cells.Count);

        // Batches that are all alike: a last one of a few positions reads the weights for nearly nothing.
        var batches = Math.Max(1, (cells.Count + _source.BatchSize - 1) / _source.BatchSize);
        var size = Math.Max(1, (cells.Count + batches - 1) / batches);
        var logits = new float[size * _source.Width];
        for (var first = 0; first < cells.Count; first += size)
        {
            _cancellation.ThrowIfCancellationRequested();
            Occlusion[] batch = [.. cells.Skip(first).Take(size).Select(c => _positions[c])];
            _source.Evaluate(batch, logits.AsSpan(0, batch.Length * _source.Width), _cancellation);
            for (var p = 0; p < batch.Length; p++)
            {
                foreach (var consumer in _consumers)
                {
                    consumer.Assembly.Add(batch[p], logits.AsSpan((p * _source.Width) + consumer.Offset, consumer.Width));
                }

                Read(logits, p, scores, first + p);
            }
        }

        _evaluated += cells.Count;
        return scores;
    }

    public double[][] Cheap()
    {
        _usedCheap = true;
        var start = Stopwatch.GetTimestamp();
        using var truncated = _sources.Truncated(_source, _plan.Truncated!, _cancellation);
        var scores = NewScores(_positions.Length);
        var logits = new float[truncated.BatchSize * truncated.Width];
        for (var first = 0; first < _positions.Length; first += truncated.BatchSize)
        {
            _cancellation.ThrowIfCancellationRequested();
            var batch = _positions.AsSpan(first, Math.Min(truncated.BatchSize, _positions.Length - first));
            truncated.Evaluate(batch, logits.AsSpan(0, batch.Length * truncated.Width), _cancellation);
            for (var p = 0; p < batch.Length; p++)
            {
                Read(logits, p, scores, first + p);
            }
        }

        _run.Actuals.Add(_plan.Truncated!, Stopwatch.GetElapsedTime(start).TotalSeconds, _positions.Length);
        return scores;
    }

    public void Report(IReadOnlyList<AdaptiveMap> maps, int expected)
    {
        // The images that follow will take about as long as this one.
        var spent = _clock.Elapsed.TotalSeconds;
        var image = Math.Min(spent * expected / Math.Max(1, _evaluated), _deadline);
        var following = _query.Query.Images.Count - _run.Finished(First.Query) - 1;
        var remaining = TimeSpan.FromSeconds(Math.Min(Math.Max(0, image - spent) + (image * following), TimeSpan.MaxValue.TotalSeconds / 2));
        _run.Preview(First.Query, First.Image, _evaluated - _reported, [.. maps.Select(m => Arranged(m.Map))], Ratings(maps), remaining);
        _reported = _evaluated;
    }

    private double[][] NewScores(int cells) => [.. _classes.Select(_ => new double[cells])];

    private void Read(float[] logits, int position, double[][] scores, int cell)
    {
        Span<float> row = stackalloc float[_classes.Length];
        Scores.Of(logits.AsSpan((position * _source.Width) + First.Offset, First.Width), Head, _plan.Goal.Score, _classes, row);
        for (var c = 0; c < row.Length; c++)
        {
            scores[c][cell] = row[c];
        }
    }

    private List<HeatmapQuality> Ratings(IReadOnlyList<AdaptiveMap> maps) =>
        [.. maps.Select(m => new HeatmapQuality(_plan.Goal.Metric, m.Estimate.Quality, m.Estimate.Deviation, _evaluated, _usedCheap))];

    private float[,] Arranged(double[] map)
    {
        var arranged = new float[Grid.Rows, Grid.Columns];
        for (var i = 0; i < map.Length; i++)
        {
            arranged[i / Grid.Columns, i % Grid.Columns] = (float)map[i];
        }

        return arranged;
    }
}
