namespace Krypton.Planning.Rules;

/// <summary>Every rule, in the order in which they are applied.</summary>
public static class RuleCatalog
{
    public static IReadOnlyList<Rule> All { get; } =
        [new AnswerFromView(), new ReuseAnswer(), new AlignImages(), new SharePositions(), new ShareBase(), new ShareTrunk(), new BatchImages()];

    /// <summary>Physical choices that are switched off like rules: what is not a rewrite but a candidate.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Choices { get; } =
    [
        (InferNaively, "full inference on ONNX Runtime competes with incremental inference"),
        (CutToRuntime, "incremental inference may end where the rest is cheaper in full on ONNX Runtime"),
        (SampleAdaptively, "under APPROX or WITHIN, some positions are evaluated exactly and the others follow from them"),
        (TruncateBoxes, "under APPROX or WITHIN, boxes that are kept small give cheap scores of every position, whose error is sampled"),
        (PruneUnchanged, "pixels that a patch shows exactly as the image does, or that an activation made equal again, are not propagated"),
        (PushDownPredicates, "what the WHERE of a SELECT says of y, x, row, col and image of its only explanation narrows the explanation"),
    ];

    /// <summary>Everything that <c>SET rule.Name</c> switches.</summary>
    public static IEnumerable<(string Name, string Summary)> Switches => All.Select(r => (r.Name, r.Summary)).Concat(Choices);

    /// <summary>The name under which the SQL layer narrows explanations.</summary>
    public const string PushDownPredicates = nameof(PushDownPredicates);

    internal const string InferNaively = nameof(InferNaively);

    internal const string SampleAdaptively = nameof(SampleAdaptively);

    internal const string TruncateBoxes = nameof(TruncateBoxes);

    internal const string CutToRuntime = nameof(CutToRuntime);

    internal const string PruneUnchanged = nameof(PruneUnchanged);
}
