using Krypton.Catalog;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu;
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
    private readonly IDeviceNetwork? _network;
    private readonly Placement? _placement;
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

        _placement = _inference switch { PhysicalIncrementalSegment segment => segment.Placement, PhysicalRuntimeSuffix suffix => suffix.Input.Placement, _ => null };
        if (_inference is PhysicalRuntimeSuffix { Cut: { } cut })
        {
            var (prefix, origins) = _models[0].Model.Network.UpTo(cut.Node);
            (_network, _outputs) = (new CompiledNetwork(prefix, [.. origins.Select(_models[0].Network.KernelOf)]), [prefix.Outputs]);
        }
        else if (_placement is not null)
        {
            (_network, _outputs) = OnDevice(_placement.Precision);
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

    /// <summary>The device that it runs on; null for the CPU's kernels.</summary>
    public Placement? Placement => _placement;

    /// <summary>The name of the kernel that computes a node.</summary>
    public string KernelName(int node) => _network switch
    {
        CompiledNetwork cpu => cpu.KernelOf(node)?.Name ?? "",
        GpuNetwork gpu => gpu.KernelName(node),
        _ => "",
    };

    /// <summary>The declared precision of products where it approximates; null where scores are exact.</summary>
    public string? Approximate => _placement is { Precision: not "fp32" } ? _placement.Precision : null;

    /// <summary>The same in fp32 on the same device: what an approximate precision is measured against.</summary>
    public ILogitSource Exact(OcclusionScenes scenes, CancellationToken cancellation)
    {
        var segment = _inference is PhysicalRuntimeSuffix suffix ? suffix.Input : (PhysicalIncrementalSegment)_inference;
        return new IncrementalInference(OnDevice("fp32").Network, Heads(1), scenes, _boxes, new IncrementalOptions(Math.Min(segment.Batch, EvaluationRun.Compared), segment.Prune), cancellation);
    }

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

    /// <summary>Times the layers of a device over a first batch of positions; null where they tell their times while they run, or the device has no room for a second run beside the query's.</summary>
    public LayerTimes? TimeLayers(OcclusionScenes scenes, IReadOnlyList<Occlusion> positions, CancellationToken cancellation)
    {
        try
        {
            return _placement is null ? null : TimeDevice(scenes, positions, cancellation);
        }
        catch (GpuException)
        {
            return null;
        }
    }

    private LayerTimes TimeDevice(OcclusionScenes scenes, IReadOnlyList<Occlusion> positions, CancellationToken cancellation)
    {
        var plan = _inference is PhysicalRuntimeSuffix suffix ? suffix.Input : (PhysicalIncrementalSegment)_inference;
        Occlusion[] some = [.. positions.Take(plan.Batch)];
        using var network = OnDevice(_placement!.Precision, timesLayers: true).Network;
        using var maps = network.Materialize(scenes.Images, cancellation);
        using var segment = network.Segment(maps, scenes, _boxes, plan.Batch, plan.Prune, truncation: null);

        // The second time all kernels are loaded.
        segment.Start(0, some, cancellation);
        Array.Clear(segment.LayerTicks);
        Array.Clear(segment.LayerPixels);
        segment.Start(0, some, cancellation);
        return new LayerTimes(segment.LayerTicks, segment.LayerPixels, some.Length);
    }

    /// <summary>The same images with boxes kept small; dispose it before <paramref name="exact"/>.</summary>
    public ILogitSource Truncated(ILogitSource exact, PhysicalTruncatedSegment truncated, CancellationToken cancellation) => ((IncrementalInference)exact).Truncated(
        [.. _boxes.Select(b => new BoxTable(_network!.Network, b.Grid, truncated.Truncation))], truncated.Batch, truncated.Truncation, cancellation);

    /// <summary>The models' network on the plan's device; layers in common are there once.</summary>
    private (GpuNetwork Network, IReadOnlyList<IReadOnlyList<int>> Outputs) OnDevice(string precision, bool timesLayers = false)
    {
        var (networks, fullFrom) = (_models.Select(m => m.Gpu(_placement!.Device, precision)).ToList(), _placement!.FullFrom?.Node ?? int.MaxValue);
        var shared = SharedNetwork.Of([.. _models.Select(m => m.Model.Network)]);
        return (new GpuNetwork(shared.Graph, [.. shared.Origins.Select(o => (networks[o.Network], o.Node))]) { FullFrom = fullFrom, Leads = _placement.Leads, TimesLayers = timesLayers }, shared.Outputs);
    }

    private List<ModelHead> Heads(int suffixBatch) => [.. _models.Select((m, i) => m.Model.Suffix is null
        ? new ModelHead(_outputs[i])
        : new ModelHead(_outputs[i], m.Model.Suffix, m.Suffix, suffixBatch))];

    private IncrementalInference Incremental(
        PhysicalIncrementalSegment segment, IReadOnlyList<ModelHead> heads, OcclusionScenes scenes, bool timed, (ActivationCache Cache, string Images)? bases, CancellationToken cancellation)
    {
        var (key, times) = (Key(), _models[0].FullInferences);
        var options = new IncrementalOptions(
            segment.Batch, segment.Prune, timed, bases is var (cache, images) ? (cache, $"{key}\n{images}") : null, timed && times.TryGetValue(key, out var known) ? known : null);
        var inference = new IncrementalInference(_network!, heads, scenes, _boxes, options, cancellation);
        if (inference.FullInference is { } time)
        {
            times[key] = time;
        }

        return inference;
    }

    /// <summary>Which layers run: the models' content, and how far.</summary>
    private string Key() =>
        string.Join(' ', _evaluation.Scores.Models.Select(m => m.Content)) + (_inference is PhysicalRuntimeSuffix { Cut: { } cut } ? $" to {cut.Node}" : "") + (_placement is null ? "" : $" on {_placement.Device} in {_placement.Precision}");
}
