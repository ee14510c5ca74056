using System.Globalization;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Planning.Explain;

/// <summary>Describes a plan once, for every format.</summary>
public sealed class PlanDescriber
{
    private readonly WorkloadPlan _plan;
    private readonly IActuals? _actuals;
    private readonly Dictionary<PhysicalEvaluation, int> _labels = [];
    private readonly HashSet<PhysicalNode> _seen = [];

    private PlanDescriber(WorkloadPlan plan, IActuals? actuals)
    {
        (_plan, _actuals) = (plan, actuals);
        foreach (var shared in plan.Root.Evaluations.Where(e => plan.Root.Queries.Count(q => q.Sources.Contains(e)) > 1))
        {
            _labels[shared] = _labels.Count + 1;
        }
    }

    /// <param name="verbose">Tell of the candidates that lost too.</param>
    /// <param name="actuals">What a run measured; null before it ran.</param>
    public static PlanDescription Describe(WorkloadPlan plan, bool verbose, IActuals? actuals = null)
    {
        var describer = new PlanDescriber(plan, actuals);
        var roots = plan.Root.Queries.Select(describer.Operator).ToList();
        return new PlanDescription(
            roots, [.. plan.Steps.Select(Step)], verbose ? [.. plan.Root.Evaluations.SelectMany(describer.Rejected)] : null, plan.OffRules, plan.Seconds, actuals?.Seconds)
        {
            Devices = plan.DeviceNotes,
        };
    }

    private static string Step(Rules.RuleStep step) => $"{step.Rule}: {step.What}{(step.Taken ? "" : " – declined, not estimated to be cheaper")}";

    private IEnumerable<string> Rejected(PhysicalEvaluation evaluation)
    {
        foreach (var candidate in _plan.Rejected[evaluation])
        {
            var facts = string.Join(", ", Facts(candidate.Inference).Select(f => $"{f.Name} {f.Value}"));
            yield return $"{Name(candidate.Inference)} ({facts}): {Quantity.Seconds(candidate.Estimate.Seconds)}, {Quantity.Bytes(candidate.Estimate.Bytes)}";
        }
    }

    private OperatorDescription Operator(PhysicalNode node)
    {
        var label = node is PhysicalEvaluation shared && _labels.TryGetValue(shared, out var number) ? number : (int?)null;
        var repeated = !_seen.Add(node) && label is not null;
        return new OperatorDescription(
            Name(node), label, repeated, repeated ? [] : [.. Facts(node), .. Chosen(node)], repeated ? null : _plan.Estimates.GetValueOrDefault(node), repeated ? null : _actuals?.Of(node),
            node is PhysicalEvaluation evaluation && !repeated && _actuals is not null ? _actuals.Layers(evaluation) : [],
            repeated ? [] : [.. Children(node).Select(Operator)])
        {
            LayersNote = node is PhysicalEvaluation timed && !repeated ? _actuals?.LayersNote(timed) : null,
        };
    }

    private static string Name(PhysicalNode node) => node switch
    {
        PhysicalHeatmaps => "AssembleHeatmaps",
        PhysicalEvaluation => "Evaluate",
        PhysicalStoredScan { Stored.View: not null } => "ViewScan",
        PhysicalStoredScan => "AnswerScan",
        _ => node.GetType().Name["Physical".Length..],
    };

    private static IEnumerable<PhysicalNode> Children(PhysicalNode node) => node switch
    {
        PhysicalWorkload workload => workload.Queries,
        PhysicalHeatmaps heatmaps => heatmaps.Sources,
        PhysicalEvaluation evaluation => [evaluation.Inference],
        PhysicalAdaptiveSampling { Truncated: { } truncated } sampling => [sampling.Exact, truncated],
        PhysicalAdaptiveSampling sampling => [sampling.Exact],
        PhysicalRuntimeSuffix suffix => [suffix.Input],
        PhysicalIncrementalSegment segment => [segment.Base],
        PhysicalMaterializeBase or PhysicalNaiveInference or PhysicalStoredScan or PhysicalTruncatedSegment => [],
        _ => throw new InvalidOperationException($"no children for {node.GetType().Name}"),
    };

    private static IReadOnlyList<(string Name, string Value)> Facts(PhysicalNode node) => node switch
    {
        PhysicalWorkload workload => [("queries", Quantity.Count(workload.Queries.Count))],
        PhysicalHeatmaps { Query: var q } =>
            [("image", Images(q.Images)), ("model", q.Model.Name), ("classes", Classes(q.Classes)), ("positions", $"{q.Grid.Rows}×{q.Grid.Columns}"), .. q.Output == Krypton.Sql.Ast.OutputKind.Pixels ? [("output", "pixels")] : Array.Empty<(string, string)>()],
        PhysicalEvaluation { Scores: var s } =>
        [
            ("models", string.Join(", ", s.Models.Select(m => m.Name))),
            ("images", s.ImagesTogether > 1 ? $"{s.Images.Count} in groups of {s.ImagesTogether}" : Images(s.Images)),
            ("positions", string.Join(" + ", s.Positions.Select(Positions))),
        ],
        PhysicalStoredScan s => [.. View(s), ("image", s.Image.Name), ("positions", $"{s.Stored.Grid.Rows}×{s.Stored.Grid.Columns}")],
        PhysicalMaterializeBase b => [("layers", Quantity.Count(b.Layers)), ("activations", Quantity.Bytes(b.Bytes))],
        PhysicalIncrementalSegment s => [("device", s.Placement?.Device ?? "cpu"), .. Placed(s.Placement), ("batch", Quantity.Count(s.Batch)), ("arithmetic", Quantity.Percent(s.Work)), ("pruning", s.Prune ? "exact" : "off")],
        PhysicalAdaptiveSampling s => [.. Goal(s.Goal), ("margin", s.Margin.ToString("0.###", CultureInfo.InvariantCulture)), .. Learned(s)],
        PhysicalTruncatedSegment s => [("boxes at most", Quantity.Percent(s.Truncation.Share)), ("batch", Quantity.Count(s.Batch)), ("time of the exact", Quantity.Percent(s.Cost)), ("used", s.First ? "first" : "where neighbours tell too little")],
        PhysicalRuntimeSuffix s => [("device", "cpu, ONNX Runtime"), ("batch", Quantity.Count(s.Batch)), ("from", string.Join(", ", s.Operators)), .. Cut(s)],
        PhysicalNaiveInference n => [("device", "cpu, ONNX Runtime"), ("batch", Quantity.Count(n.Batch)), .. Because(n)],
        _ => throw new InvalidOperationException($"no facts of {node.GetType().Name}"),
    };

    private static IEnumerable<(string, string)> Goal(ApproximationGoal goal)
    {
        if (goal.Target < 1)
        {
            yield return ("quality", goal.Target.ToString("0.###", CultureInfo.InvariantCulture));
            yield return ("metric", goal.Metric.ToString().ToUpperInvariant());
        }

        if (goal.Seconds is { } seconds)
        {
            yield return ("within", Quantity.Seconds(seconds));
        }
    }

    private static IEnumerable<(string, string)> Learned(PhysicalAdaptiveSampling sampling) => sampling.Learned is { } learned
        ? [("exact", Quantity.Percent(learned.Share)), ("learned from", string.Create(CultureInfo.InvariantCulture, $"{learned.Images} images on {learned.Date:yyyy-MM-dd}"))]
        : [];

    private static IEnumerable<(string, string)> Placed(Placement? placement)
    {
        if (placement is not null)
        {
            yield return ("precision", placement.Precision);
            yield return ("whole maps", placement.FullFrom is not { } from ? "none" : from.Node == 1 ? "all: full inference" : $"from {from.Name}");
        }
    }

    private static IEnumerable<(string, string)> Because(PhysicalNaiveInference naive) => naive.Reason is null ? [] : [("because", naive.Reason)];

    /// <summary>Naive inference surprises, so the one that was chosen says why.</summary>
    private static IEnumerable<(string, string)> Chosen(PhysicalNode node) => node is PhysicalNaiveInference { Reason: null } ? [("because", "it is estimated to be the cheapest")] : [];

    private static IEnumerable<(string, string)> View(PhysicalStoredScan scan) => scan.Stored.View is { } view ? [("view", view)] : [];

    private static IEnumerable<(string, string)> Cut(PhysicalRuntimeSuffix suffix) => suffix.Cut is { } cut ? [("cut behind", cut.Name)] : [];

    private static string Images(IReadOnlyList<BoundImage> images) => images.Count == 1 ? images[0].Name : $"{Quantity.Count(images.Count)} images";

    private static string Classes(ClassChoice choice) => choice switch
    {
        TopChoice top => $"top {top.Count}",
        FixedClass one => one.Index.ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"no words for {choice.GetType().Name}"),
    };

    private static string Positions(PositionSet set)
    {
        var grids = string.Join(" ∪ ", set.Grids.Select(g => $"{g.Rows}×{g.Columns}"));
        var without = set.Stored.Count > 0 ? $" without {string.Join(", ", set.Stored.Select(g => $"{g.Rows}×{g.Columns}"))}" : "";
        return $"{Quantity.Count(set.Count)} of patch {set.PatchHeight}×{set.PatchWidth}" + (set.Grids.Count > 1 || set.Stored.Count > 0 ? $" ({grids}{without})" : "");
    }
}
