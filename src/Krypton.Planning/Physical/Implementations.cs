using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Rules;
using Krypton.Planning.Sharing;
using Krypton.Sql;

namespace Krypton.Planning.Physical;

/// <summary>The ways to run an evaluation that keep the memory limit, with their estimates.</summary>
/// <param name="prepared">Whether a model's weights are packed already.</param>
internal sealed class Implementations(PlannerSettings settings, CostModel cost, Func<BoundModel, bool> prepared)
{
    /// <summary>A cut keeps the weights behind it twice and hands maps over, so it must save more than the estimate may err.</summary>
    private const double WorthCutting = 0.85;

    /// <summary>Estimates that are as good as equal.</summary>
    private const double SameTime = 1.05;

    /// <summary>Positions that fill the kernels: fewer are not chosen for their memory alone.</summary>
    private const int FullBatch = 96;

    private static readonly int[] NaiveBatches = [8, 1];

    private const int SuffixBatch = 8;

    /// <summary>Positions propagated together: small batches stay in the cache, large ones read the weights less often.</summary>
    private static readonly int[] Batches = [24, 48, 96, 192];

    private readonly Dictionary<LogicalScores, IReadOnlyList<Candidate>> _known = [];

    /// <summary>What could run the evaluation, cheapest first; empty when nothing keeps the memory limit.</summary>
    public IReadOnlyList<Candidate> Candidates(LogicalScores scores)
    {
        if (!_known.TryGetValue(scores, out var candidates))
        {
            if (scores.Goal is { } goal)
            {
                return _known[scores] = [.. new SamplingChoice(settings, cost).Candidates(scores, goal, Candidates(scores with { Goal = null })).OrderBy(c => c.Estimate.Seconds)];
            }

            var all = new List<Candidate>();
            if (settings.Executor != ExecutorChoice.Naive && scores.Models.All(CanRun) && settings.Accelerator is { } accelerator)
            {
                all.AddRange(Accelerated(scores, accelerator));
                if (accelerator.Required && all.Count > 0)
                {
                    return _known[scores] = Sorted(all);
                }
            }

            if (settings.Executor != ExecutorChoice.Naive && scores.Models.All(CanRun))
            {
                all.AddRange(Incremental(scores));
            }

            if (scores.Models.Count == 1 && scores.ImagesTogether == 1 && NaiveReason(scores) is (true, var reason))
            {
                all.AddRange(Naive(scores, reason));
            }

            if (settings.Executor == ExecutorChoice.Auto && settings.Allows(RuleCatalog.CutToRuntime) && scores is { Models: [{ Model.Suffix: null } model] } && CanRun(model))
            {
                var best = all.Count > 0 ? all.Min(c => c.Estimate.Seconds) : double.PositiveInfinity;
                all.AddRange(Cut(scores, model.Model).Where(c => c.Estimate.Seconds < WorthCutting * best));
            }

            candidates = _known[scores] = Sorted(all);
        }

        return candidates;
    }

    /// <summary>Cheapest first; of batch sizes whose estimates hardly differ, the one that fills the kernels and holds least memory: it also stays in the caches, which estimates see only roughly.</summary>
    private static IReadOnlyList<Candidate> Sorted(List<Candidate> all)
    {
        var sorted = all.OrderBy(c => c.Estimate.Seconds).ToList();
        if (sorted is [{ Inference: PhysicalIncrementalSegment segment } fastest, ..])
        {
            var least = sorted.Where(c => c.Inference is PhysicalIncrementalSegment s && s.Placement == segment.Placement && c.Estimate.Seconds <= SameTime * fastest.Estimate.Seconds)
                .MinBy(c => (Math.Max(0, FullBatch - ((PhysicalIncrementalSegment)c.Inference).Batch), c.Estimate.Bytes))!;
            sorted.Remove(least);
            sorted.Insert(0, least);
        }

        return sorted;
    }

    /// <summary>Why there is no candidate, and the remedy.</summary>
    public PlanningException NoRoom(LogicalScores scores)
    {
        var network = SharedNetwork.Of([.. scores.Models.Select(m => m.Model.Network)]).Graph;
        var memory = MemoryEstimate.Of(network, Boxes(network, scores), settings.Threads);
        var needed = (memory.Fixed + memory.PerPosition + (1 << 20) - 1) >> 20;
        return new PlanningException(
            $"memory_limit of {settings.MemoryLimit >> 20} MB is too small for model '{scores.Models[0].Name}': it needs at least {needed} MB; raise it with SET memory_limit = '{needed}MB', or SET executor = 'naive'");
    }

    /// <summary>Whether the network holds any of the work.</summary>
    private static bool CanRun(BoundModel model) => model.Model.Network.Nodes.Any(n => n.Layer is ConvolutionLayer);

    private static List<BoxTable> Boxes(NetworkGraph network, LogicalScores scores) =>
        [.. scores.Positions.SelectMany(p => p.Grids).Distinct().Select(g => new BoxTable(network, g))];

    private (bool Possible, string? Reason) NaiveReason(LogicalScores scores) => settings.Executor switch
    {
        ExecutorChoice.Naive => (true, "asked for by SET executor = 'naive'"),
        _ when !CanRun(scores.Models[0]) => (true, $"the model begins with {string.Join(", ", scores.Models[0].Model.Suffix?.FirstOperators ?? [])}, which only ONNX Runtime runs"),
        ExecutorChoice.Auto => (settings.Allows(RuleCatalog.InferNaively), null),
        _ => (false, null),
    };

    private IEnumerable<Candidate> Naive(LogicalScores scores, string? reason)
    {
        var model = scores.Models[0].Model;
        var positions = (long)scores.PositionsPerImage * scores.Images.Count;
        var images = positions + scores.Images.Count;
        foreach (var batch in model.Input.FixedBatch ? [1] : NaiveBatches)
        {
            // Where nothing else could run, ONNX Runtime takes what it needs.
            var bytes = MemoryEstimate.RuntimeBytes(model.Network, batch);
            if (bytes <= settings.MemoryLimit || reason is not null)
            {
                var seconds = cost.Naive(model.Network, (int)Math.Min(images, int.MaxValue), batch) + (images * RuntimeSeconds(scores));
                yield return new Candidate(new PhysicalNaiveInference(batch, reason), new Estimate(seconds, model.Network.Flops() * images, bytes, positions));
            }
        }
    }

    /// <summary>The same networks on a device beside the CPU; what only ONNX Runtime runs stays there.</summary>
    private IEnumerable<Candidate> Accelerated(LogicalScores scores, Accelerator accelerator)
    {
        var network = SharedNetwork.Of([.. scores.Models.Select(m => m.Model.Network)]).Graph;
        var boxes = Boxes(network, scores);
        var candidates = accelerator.Precisions.SelectMany(p => new AcceleratorChoice(settings, accelerator, p).Candidates(scores, network, boxes));
        var operators = scores.Models.Where(m => m.Model.Suffix is not null).SelectMany(m => m.Model.Suffix!.FirstOperators).Distinct().ToSeq();
        var rest = (double)scores.PositionsPerImage * scores.Images.Count * RuntimeSeconds(scores);
        var runtimeBatch = scores.Models.Any(m => m.Model.Input.FixedBatch) ? 1 : SuffixBatch;
        return operators.Count == 0 ? candidates : candidates.Select(c => new Candidate(
            new PhysicalRuntimeSuffix((PhysicalIncrementalSegment)c.Inference, operators, runtimeBatch, null), c.Estimate with { Seconds = c.Estimate.Seconds + rest }));
    }

    private IEnumerable<Candidate> Incremental(LogicalScores scores)
    {
        var network = SharedNetwork.Of([.. scores.Models.Select(m => m.Model.Network)]).Graph;
        var operators = scores.Models.Where(m => m.Model.Suffix is not null).SelectMany(m => m.Model.Suffix!.FirstOperators).Distinct().ToSeq();
        var runtimeBatch = scores.Models.Any(m => m.Model.Input.FixedBatch) ? 1 : SuffixBatch;
        var rest = (double)scores.PositionsPerImage * scores.Images.Count * RuntimeSeconds(scores);
        var boxes = Boxes(network, scores);
        var memory = MemoryEstimate.Of(network, boxes, settings.Threads);
        var last = 0;
        foreach (var batch in Batches)
        {
            if (Prefix(scores, network, boxes, memory, batch) is { Inference: PhysicalIncrementalSegment { Batch: var made } } segment && made > last)
            {
                last = made;
                yield return operators.Count == 0
                    ? segment
                    : new Candidate(
                        new PhysicalRuntimeSuffix((PhysicalIncrementalSegment)segment.Inference, operators, runtimeBatch, null),
                        segment.Estimate with { Seconds = segment.Estimate.Seconds + rest });
            }
        }
    }

    /// <summary>A network run incrementally in batches of about that many positions, all alike: a last one of a few reads the weights as a full one does. Null when not even one position fits into memory.</summary>
    private Candidate? Prefix(LogicalScores scores, NetworkGraph network, List<BoxTable> boxes, MemoryEstimate memory, int about)
    {
        var together = Math.Min(scores.ImagesTogether, scores.Images.Count);
        var held = memory.Fixed + ((together - 1) * memory.Activations);
        var room = (settings.MemoryLimit - held) / memory.PerPosition;
        var (perImage, images) = (scores.PositionsPerImage, scores.Images.Count);
        var whole = (long)perImage * together;
        var calls = Math.Max(1, (long)Math.Round((double)whole / about));
        var batch = (int)Math.Min(room, (whole + calls - 1) / calls);
        if (batch < 1)
        {
            return null;
        }

        // What the grids cost one by one, less what they have in common.
        var all = boxes.Sum(b => (double)b.Grid.Count);
        var work = boxes.Sum(b => IncrementalWork.Relative(network, b) * b.Grid.Count) / all;
        var positions = boxes.Sum(b => cost.Incremental(network, b, batch, together)) * perImage / all;
        var seconds = (scores.Models.All(prepared) ? 0 : cost.Preparation(network)) + cost.Allocation(batch * memory.PerPosition) + (images * (cost.Base(network) + positions));
        var count = (long)perImage * images;
        var materialize = new PhysicalMaterializeBase(network.Nodes.Count, together, memory.Activations * together);
        return new Candidate(
            new PhysicalIncrementalSegment(materialize, batch, work, settings.Allows(RuleCatalog.PruneUnchanged)),
            new Estimate(seconds, network.Flops() * ((work * count) + images), held + (batch * memory.PerPosition), count));
    }

    /// <summary>The cut that is estimated to be the best, when any is better than none: incremental up to a waist of the network, the rest in full on ONNX Runtime.</summary>
    private IEnumerable<Candidate> Cut(LogicalScores scores, Model model)
    {
        var (network, boxes) = (model.Network, Boxes(model.Network, scores));
        var positions = (long)scores.PositionsPerImage * scores.Images.Count;
        var share = positions / boxes.Sum(b => (double)b.Grid.Count);
        var batch = (int)Math.Min(Batches[^1], (long)scores.PositionsPerImage * scores.ImagesTogether);
        var runtimeBatch = model.Input.FixedBatch ? 1 : SuffixBatch;
        var upTo = new double[network.Nodes.Count];
        for (var node = 1; node < upTo.Length; node++)
        {
            upTo[node] = upTo[node - 1] + boxes.Sum(b => cost.Layer(network, network.Nodes[node], b, batch, scores.ImagesTogether).Seconds);
        }

        var rests = network.Waists().Select(w => (Node: w, Behind: cost.RuntimeSuffix(network, w + 1, (int)Math.Min(positions + scores.Images.Count, int.MaxValue), runtimeBatch))).ToList();
        foreach (var (node, behind) in rests.Where(r => (upTo[r.Node] * share) + r.Behind < WorthCutting * upTo[^1] * share).OrderBy(r => (upTo[r.Node] * share) + r.Behind))
        {
            var front = network.UpTo(node).Network;
            var frontBoxes = Boxes(front, scores);
            if (model.SuffixAt(node) is not { } suffix || Prefix(scores, front, frontBoxes, MemoryEstimate.Of(front, frontBoxes, settings.Threads), batch) is not { } prefix)
            {
                continue;
            }

            var estimate = prefix.Estimate with
            {
                Seconds = prefix.Estimate.Seconds + behind,
                Flops = prefix.Estimate.Flops + (positions * (network.Flops() - front.Flops())),
                Bytes = prefix.Estimate.Bytes + MemoryEstimate.RuntimeBytes(network, runtimeBatch),
            };
            yield return new Candidate(
                new PhysicalRuntimeSuffix((PhysicalIncrementalSegment)prefix.Inference, [.. suffix.FirstOperators], runtimeBatch, new CutNode(node, network.Nodes[node].Name)), estimate);
            yield break;
        }
    }

    /// <summary>Seconds an image of the parts that only ONNX Runtime runs: known by their weights alone.</summary>
    private double RuntimeSeconds(LogicalScores scores) => scores.Models.Sum(m => m.Model.Suffix is { } suffix ? cost.Opaque(suffix.Onnx.LongLength) : 0);
}
