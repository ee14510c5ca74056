using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Rules;
using Krypton.Planning.Sharing;

namespace Krypton.Planning.Physical;

/// <summary>The ways to run an evaluation on a device beside the CPU: rectangles, whole maps, or rectangles up to a waist of the network and whole maps behind it.</summary>
/// <param name="precision">One of those that the device is allowed.</param>
internal sealed class AcceleratorChoice(PlannerSettings settings, Accelerator accelerator, string precision)
{
    /// <summary>Positions propagated together: small batches leave multiprocessors idle, large ones take memory.</summary>
    private static readonly int[] Batches = [16, 64, 192, 512];

    private readonly AcceleratorCost _cost = new(accelerator.Profile, precision);

    /// <param name="boxes">A table for each grid of the network.</param>
    public IEnumerable<Candidate> Candidates(LogicalScores scores, NetworkGraph network, IReadOnlyList<BoxTable> boxes)
    {
        var cuts = new List<int> { int.MaxValue };
        if (settings.Executor == ExecutorChoice.Auto && settings.Allows(RuleCatalog.InferNaively))
        {
            cuts.Add(1);
            cuts.AddRange(network.Waists().Select(w => w + 1).Where(n => n > 1 && n < network.Nodes.Count));
        }

        foreach (var batch in Batches)
        {
            // Of the cuts only the best is worth telling of.
            var best = cuts.Skip(2).Select(c => Of(scores, network, boxes, batch, c)).Where(c => c is not null).MinBy(c => c!.Estimate.Seconds);
            foreach (var candidate in cuts.Take(2).Select(c => Of(scores, network, boxes, batch, c)).Append(best))
            {
                if (candidate is not null)
                {
                    yield return candidate;
                }
            }

            if ((long)scores.PositionsPerImage * scores.ImagesTogether <= batch)
            {
                yield break;
            }
        }
    }

    private Candidate? Of(LogicalScores scores, NetworkGraph network, IReadOnlyList<BoxTable> boxes, int mostPositions, int fullFrom)
    {
        var together = Math.Min(scores.ImagesTogether, scores.Images.Count);
        var (memory, limit) = (new AcceleratorMemory(network, boxes, together, scores.Positions.Count, fullFrom, _cost), Math.Min(settings.MemoryLimit, accelerator.MemoryBytes));
        var batch = (int)Math.Min(Math.Min(memory.Room(limit), mostPositions), (long)scores.PositionsPerImage * together);
        if (batch < 1)
        {
            return null;
        }

        var all = boxes.Sum(b => (double)b.Grid.Count);
        var (perImage, images) = (scores.PositionsPerImage, scores.Images.Count);
        var single = (long)perImage * together <= batch;
        var (bytes, leads) = memory.With(batch, single, limit, accelerator.MemoryBytes);
        var positions = boxes.Sum(b => _cost.Positions(network, b, batch, fullFrom)) * perImage / all;
        var work = Work(network, boxes, fullFrom);
        var seconds = _cost.Preparation(network) + (images * (_cost.Base(network, along: leads && single) + positions));
        var segment = new PhysicalIncrementalSegment(new PhysicalMaterializeBase(network.Nodes.Count, together, memory.Maps), batch, work, settings.Allows(RuleCatalog.PruneUnchanged))
        {
            Placement = new Placement(accelerator.Name, precision, fullFrom < network.Nodes.Count ? new CutNode(fullFrom, network.Nodes[fullFrom].Name) : null, leads),
        };
        var count = (long)perImage * images;
        return new Candidate(segment, new Estimate(seconds, network.Flops() * ((work * count) + images), bytes, count));
    }

    /// <summary>Operations against those of full inference.</summary>
    private static double Work(NetworkGraph network, IReadOnlyList<BoxTable> boxes, int fullFrom)
    {
        var (full, done) = (0.0, 0.0);
        foreach (var node in network.Nodes)
        {
            var perPixel = Flops.PerPixel(node, network.InputShapes(node));
            foreach (var table in boxes)
            {
                var whole = perPixel * node.Shape.Pixels * table.Grid.Count;
                full += whole;
                done += node.Id >= fullFrom ? whole : perPixel * table.AllBoxes(node.Id);
            }
        }

        return full == 0 ? 1 : done / full;
    }
}
