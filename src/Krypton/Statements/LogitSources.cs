using Krypton.Catalog;
using Krypton.Execution.Inference;
using Krypton.Planning.Physical;

namespace Krypton.Statements;

/// <summary>From a physical operator to a running one.</summary>
internal static class LogitSources
{
    public static ILogitSource Create(PhysicalNode plan, LoadedModel model, OcclusionInput occlusion, CancellationToken cancellation) => plan switch
    {
        PhysicalNaiveInference naive => new NaiveInference(model.Naive, model.Model.Input, occlusion, naive.Batch),
        PhysicalIncrementalSegment segment => new IncrementalInference(model.Network, occlusion, segment.Batch, null, 0, cancellation),
        PhysicalRuntimeSuffix suffix => new IncrementalInference(model.Network, occlusion, suffix.Input.Batch, (model.Model.Suffix!, model.Suffix), suffix.Batch, cancellation),
        _ => throw new InvalidOperationException($"no operator for {plan.GetType().Name}"),
    };
}
