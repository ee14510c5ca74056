using Krypton.Catalog;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Planning.Sharing;
using Krypton.Statements;

namespace Krypton.Workloads;

/// <summary>From a physical evaluation to running inference.</summary>
internal sealed class LogitSources
{
    private readonly PhysicalEvaluation _evaluation;
    private readonly PhysicalNode _inference;
    private readonly List<LoadedModel> _models;
    private readonly CompiledNetwork? _network;
    private readonly IReadOnlyList<IReadOnlyList<int>> _outputs = [];
    private readonly List<BoxTable> _boxes = [];

    /// <param name="models">The evaluation's models, loaded, in its order.</param>
    public LogitSources(PhysicalEvaluation evaluation, IReadOnlyList<SessionContext.ReadyModel> models)
    {
        (_evaluation, _models) = (evaluation, [.. models.Select(m => m.Loaded)]);
        _inference = evaluation.Inference is PhysicalAdaptiveSampling sampling ? sampling.Exact : evaluation.Inference;
        if (_inference is PhysicalNaiveInference)
        {
            return;
        }

        if (_inference is PhysicalRuntimeSuffix { Cut: { } cut })
        {
            var (prefix, origins) = _models[0].Model.Network.UpTo(cut.Node);
            (_network, _outputs) = (new CompiledNetwork(prefix, [.. origins.Select(_models[0].Network.KernelOf)]), [prefix.Outputs]);
        }
        else if (_models.Count == 1)
        {
            (_network, _outputs) = (_models[0].Network, [_models[0].Model.Network.Outputs]);
        }
        else
        {
            // The kernels of the models serve the shared network: nothing is packed twice.
            var shared = SharedNetwork.Of([.. _models.Select(m => m.Model.Network)]);
            (_network, _outputs) = (new CompiledNetwork(shared.Graph, [.. shared.Origins.Select(o => _models[o.Network].Network.KernelOf(o.Node))]), shared.Outputs);
        }

        _boxes = [.. evaluation.Scores.Positions.SelectMany(p => p.Grids).Distinct().Select(g => new BoxTable(_network.Network, g))];
    }

    /// <summary>The network that runs incrementally, with its boxes; null for naive inference.</summary>
    public NetworkGraph? Network => _network?.Network;

    public IReadOnlyList<BoxTable> Boxes => _boxes;

    /// <summary>The name of the kernel that computes a node.</summary>
    public string KernelName(int node) => _network!.KernelOf(node)?.Name ?? "";

    /// <param name="timed">Time a full inference too, for the estimate of how much faster this is.</param>
    /// <param name="bases">Where base activations are kept, and the images' content; null keeps none.</param>
    public ILogitSource Create(OcclusionScenes scenes, bool timed, (ActivationCache Cache, string Images)? bases, CancellationToken cancellation)
    {
        switch (_inference)
        {
            case PhysicalNaiveInference naive:
                return new NaiveInference(_models[0].Naive, _models[0].Model.Input, scenes, naive.Batch);
            case PhysicalIncrementalSegment segment:
                return Incremental(segment, Heads(1), scenes, timed, bases, cancellation);
            case PhysicalRuntimeSuffix { Cut: { } cut } suffix:
                return Incremental(suffix.Input, [new ModelHead(_outputs[0], _models[0].Model.SuffixAt(cut.Node), _models[0].SuffixAt(cut.Node), suffix.Batch)], scenes, timed, bases, cancellation);
            case PhysicalRuntimeSuffix suffix:
                return Incremental(suffix.Input, Heads(suffix.Batch), scenes, timed, bases, cancellation);
            default:
                throw new InvalidOperationException($"no inference for {_inference.GetType().Name}");
        }
    }

    /// <summary>The same images with boxes kept small; dispose it before <paramref name="exact"/>.</summary>
    public ILogitSource Truncated(ILogitSource exact, PhysicalTruncatedSegment truncated, CancellationToken cancellation) => ((IncrementalInference)exact).Truncated(
        [.. _boxes.Select(b => new BoxTable(_network!.Network, b.Grid, truncated.Truncation))], truncated.Batch, truncated.Truncation, cancellation);

    private List<ModelHead> Heads(int suffixBatch) => [.. _models.Select((m, i) => m.Model.Suffix is null
        ? new ModelHead(_outputs[i])
        : new ModelHead(_outputs[i], m.Model.Suffix, m.Suffix, suffixBatch))];

    private IncrementalInference Incremental(
        PhysicalIncrementalSegment segment, IReadOnlyList<ModelHead> heads, OcclusionScenes scenes, bool timed, (ActivationCache Cache, string Images)? bases, CancellationToken cancellation) =>
        new(_network!, heads, scenes, _boxes, new IncrementalOptions(segment.Batch, segment.Prune, timed, bases is var (cache, images) ? (cache, $"{Key()}\n{images}") : null), cancellation);

    /// <summary>Which layers run: the models' content, and how far.</summary>
    private string Key() =>
        string.Join(' ', _evaluation.Scores.Models.Select(m => m.Content)) + (_inference is PhysicalRuntimeSuffix { Cut: { } cut } ? $" to {cut.Node}" : "");
}
