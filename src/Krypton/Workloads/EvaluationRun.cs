using System.Diagnostics;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Inference;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Statements;
using Krypton.Sql.Ast;

namespace Krypton.Workloads;

/// <summary>Runs one evaluation, image group by image group, and hands the logits to every query that reads it.</summary>
internal sealed class EvaluationRun
{
    /// <summary>From this many positions on the inference that is timed for the estimated speedup does not count.</summary>
    private const int PositionsWorthTiming = 256;

    /// <summary>Positions that an approximate precision is compared at.</summary>
    public const int Compared = 16;

    private readonly WorkloadRun _run;
    private readonly PhysicalEvaluation _evaluation;
    private readonly CancellationToken _cancellation;
    private readonly LogicalScores _scores;
    private readonly List<int> _readers;

    public EvaluationRun(WorkloadRun run, PhysicalEvaluation evaluation, CancellationToken cancellation)
    {
        (_run, _evaluation, _cancellation, _scores) = (run, evaluation, cancellation, evaluation.Scores);
        _readers = [.. run.Readers(evaluation)];
    }

    public void Run()
    {
        var clock = Stopwatch.StartNew();
        var sources = new LogitSources(_evaluation, [.. _scores.Models.Select(m => _run.Queries.First(q => q.Query.Model.Content == m.Content).Model)]);
        var timed = _scores.PositionsPerImage >= PositionsWorthTiming;
        var (evaluated, timesLayers) = (0L, _run.TimesLayers);
        foreach (var images in _scores.Images.Chunk(Math.Max(1, _scores.ImagesTogether)))
        {
            _cancellation.ThrowIfCancellationRequested();
            var (scenes, positions) = _run.Actuals.Phase("read", () => Prepare(images));
            using var source = _run.Actuals.Phase("base", () => sources.Create(scenes, timed, _run.Bases(images), _cancellation));
            if (sources.Approximate is { } precision && evaluated == 0)
            {
                _run.Rounded(_run.Actuals.Phase("precision", () => Compare(source, sources, scenes, positions, precision)));
            }

            List<Consumer> consumers = [];
            evaluated += _run.Actuals.Phase("positions", () =>
            {
                var logits = Ahead(source, positions);
                consumers = Consumers(source, images);
                return Evaluate(source, positions, logits, consumers, sources);
            });
            _run.Actuals.Add(_evaluation, sources, source);
            if (timesLayers)
            {
                clock.Stop();
                _run.Apart(() => TimeLayers(sources, scenes, positions));
                clock.Start();
            }

            timed = timesLayers = false;
            foreach (var consumer in consumers)
            {
                _run.Finish(consumer.Query, consumer.Image);
            }

            SpareTensors.Give(scenes.Images);
        }

        _run.Actuals.Add(_evaluation, clock.Elapsed.TotalSeconds, evaluated, (long)_scores.PositionsPerImage * _scores.Images.Count);
    }

    private void TimeLayers(LogitSources sources, OcclusionScenes scenes, Occlusion[] positions)
    {
        if (sources.TimeLayers(scenes, positions, _cancellation) is { } times)
        {
            _run.Actuals.Add(_evaluation, times);
        }
    }

    /// <summary>What an approximate precision costs in accuracy, seen at a few positions.</summary>
    private string Compare(ILogitSource source, LogitSources sources, OcclusionScenes scenes, Occlusion[] positions, string precision)
    {
        var count = Math.Min(Compared, positions.Length);
        Occlusion[] some = [.. Enumerable.Range(0, count).Select(i => positions[(long)i * positions.Length / count])];
        var (rounded, exact) = (new float[count * source.Width], new float[count * source.Width]);
        source.Evaluate(some, rounded, _cancellation);
        using (var full = sources.Exact(scenes, _cancellation))
        {
            full.Evaluate(some, exact, _cancellation);
        }

        var error = 0.0;
        var (models, offset) = (_scores.Models, 0);
        for (var m = 0; m < models.Count; offset += source.Classes[m++])
        {
            for (var p = 0; p < count; p++)
            {
                var (first, width) = ((p * source.Width) + offset, source.Classes[m]);
                var (a, b) = (Scores.Of(rounded.AsSpan(first, width), models[m].Model.Head, ScoreKind.Probability), Scores.Of(exact.AsSpan(first, width), models[m].Model.Head, ScoreKind.Probability));
                error = a.Zip(b, (x, y) => Math.Abs(x - y)).Append(error).Max();
            }
        }

        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"computed in {precision}: probabilities differ from fp32 by at most {error:0.0e+0} at {count} positions that were computed in both");
    }

    /// <summary>The images' tensors, a scene for each image and fill, and all positions over them.</summary>
    private (OcclusionScenes Scenes, Occlusion[] Positions) Prepare(BoundImage[] images)
    {
        var any = _run.Queries[_readers[0]];
        var (tensors, scenes, positions) = (new List<float[]>(), new List<OcclusionScene>(), new List<IReadOnlyList<Occlusion>>());
        foreach (var image in images)
        {
            var picture = _run.Pictures.Of(image, any);
            var preprocessing = any.Model.Options.Preprocessing;
            tensors.Add(PreparedImage.Tensor(picture, preprocessing, SpareTensors.Take(picture.Width * picture.Height * preprocessing.ChannelCount)));
            foreach (var set in _scores.Positions)
            {
                var query = _run.Queries[_readers.First(q => _run.Queries[q].Query.Fill == set.Fill)];
                scenes.Add(new OcclusionScene(tensors.Count - 1, query.Guard(() => PreparedImage.Fill(picture, query.Model, set.Fill, query.Statement.Span))));
                positions.Add(set.Positions(scenes.Count - 1));
            }
        }

        return (new OcclusionScenes(tensors, scenes), positions is [var only] ? [.. only] : [.. positions.SelectMany(p => p)]);
    }

    private List<Consumer> Consumers(ILogitSource source, BoundImage[] images)
    {
        var consumers = new List<Consumer>();
        foreach (var q in _readers)
        {
            var query = _run.Queries[q].Query;
            var model = _scores.Models.TakeWhile(m => m.Content != query.Model.Content).Count();
            var (offset, width) = (source.Classes.Take(model).Sum(), source.Classes[model]);
            for (var i = 0; i < images.Length; i++)
            {
                if (query.Images.Contains(images[i]))
                {
                    var assembly = _run.Assembly(q, images[i], source.BaseLogits(i).Slice(offset, width).ToArray());
                    var scene = i * _scores.Positions.Count;
                    consumers.AddRange(Enumerable.Range(0, _scores.Positions.Count)
                        .Where(s => _scores.Positions[s].Fill == query.Fill)
                        .Select(s => new Consumer(q, images[i], scene + s, assembly, offset, width)));
                }
            }
        }

        return consumers;
    }

    /// <summary>The logits of all positions where they are one batch: asked for before the original image's, a device computes both together. Null where there are more.</summary>
    private float[]? Ahead(ILogitSource source, Occlusion[] positions)
    {
        if (_evaluation.Inference is PhysicalAdaptiveSampling || positions.Length > source.BatchSize)
        {
            return null;
        }

        var logits = new float[positions.Length * source.Width];
        source.Evaluate(positions, logits, _cancellation);
        return logits;
    }

    /// <summary>Hands the logits to the consumers; returns how many positions were evaluated.</summary>
    /// <param name="ahead">The logits of all positions, where they are there already.</param>
    private int Evaluate(ILogitSource source, Occlusion[] positions, float[]? ahead, List<Consumer> consumers, LogitSources sources)
    {
        if (_evaluation.Inference is PhysicalAdaptiveSampling sampling)
        {
            return new SamplingRun(_run, sampling, source, sources, positions, consumers, _cancellation).Run();
        }

        var byScene = consumers.ToLookup(c => c.Scene);
        positions = _run.IsWatched && ahead is null ? CoarseToFine.Order(positions, scene => byScene[scene].First().Assembly.Grid) : positions;
        var logits = ahead ?? new float[source.BatchSize * source.Width];
        for (var first = 0; first < positions.Length; first += source.BatchSize)
        {
            _cancellation.ThrowIfCancellationRequested();
            var batch = positions.AsSpan(first, Math.Min(source.BatchSize, positions.Length - first));
            if (ahead is null)
            {
                source.Evaluate(batch, logits.AsSpan(0, batch.Length * source.Width), _cancellation);
            }

            for (var p = 0; p < batch.Length; p++)
            {
                foreach (var consumer in byScene[batch[p].Scene])
                {
                    consumer.Assembly.Add(batch[p], logits.AsSpan((p * source.Width) + consumer.Offset, consumer.Width));
                }
            }

            var latest = byScene[batch[^1].Scene].First();
            _run.Report(latest.Image, batch.Length);
            _run.Preview(latest.Query, latest.Image);
        }

        return positions.Length;
    }
}

/// <summary>Who takes the logits of a scene, and which part of them.</summary>
internal sealed record Consumer(int Query, BoundImage Image, int Scene, HeatmapAssembly Assembly, int Offset, int Width);
