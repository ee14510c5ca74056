using Krypton.Catalog;
using Krypton.Execution.Inference;
using Krypton.Planning.Physical;

namespace Krypton.Statements;

/// <summary>From a physical operator to a running one.</summary>
internal static class LogitSources
{
    /// <param name="timed">Time a full inference too, for the estimate of how much faster this is.</param>
    public static ILogitSource Create(PhysicalNode plan, LoadedModel model, OcclusionInput occlusion, bool timed, CancellationToken cancellation) => plan switch
    {
        PhysicalNaiveInference naive => new NaiveInference(model.Naive, model.Model.Input, occlusion, naive.Batch),
        PhysicalIncrementalSegment segment => new IncrementalInference(model.Network, occlusion, segment.Batch, null, 0, cancellation, timed),
        PhysicalRuntimeSuffix suffix => new IncrementalInference(model.Network, occlusion, suffix.Input.Batch, (model.Model.Suffix!, model.Suffix), suffix.Batch, cancellation, timed),
        _ => throw new InvalidOperationException($"no operator for {plan.GetType().Name}"),
    };
}
