using System.Diagnostics;
using Krypton.Execution.Inference;
using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Planning.Explain;
using Krypton.Planning.Physical;

namespace Krypton.Workloads;

/// <summary>What a run measured: seconds a phase, and for each operator and layer what it took.</summary>
internal sealed class RunActuals : IActuals
{
    private readonly Dictionary<string, TimeSpan> _phases = [];
    private readonly Dictionary<PhysicalNode, ActualCost> _costs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PhysicalEvaluation, Segment> _segments = [];

    public double Seconds { get; set; }

    /// <summary>Time a phase, in the order in which they began.</summary>
    public IReadOnlyList<(string Phase, TimeSpan Time)> Phases => [.. _phases.Select(p => (p.Key, p.Value))];

    /// <summary>Seconds that full inference of every evaluated position would have taken, estimated from timed ones; 0 where none was timed.</summary>
    public double FullInferenceSeconds { get; private set; }

    /// <summary>Positions computed, all evaluations together.</summary>
    public long Evaluated => _costs.Where(c => c.Key is PhysicalEvaluation).Sum(c => c.Value.Positions);

    public ActualCost? Of(PhysicalNode node) => _costs.GetValueOrDefault(node);

    public T Phase<T>(string phase, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _phases[phase] = _phases.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(start);
        }
    }

    /// <param name="positions">Positions that were computed.</param>
    /// <param name="answered">Positions that were answered, where it is not these.</param>
    public void Add(PhysicalNode node, double seconds, long positions, long? answered = null)
    {
        var segment = node is PhysicalEvaluation e ? _segments.GetValueOrDefault(e) : null;
        _costs[node] = new ActualCost(seconds, positions, segment?.Flops() ?? 0, segment?.Bytes ?? 0);
        if (segment is { FullInference: > 0 })
        {
            FullInferenceSeconds += segment.FullInference * (answered ?? positions);
        }
    }

    /// <summary>Adds what a group of images took.</summary>
    public void Add(PhysicalEvaluation evaluation, LogitSources sources, ILogitSource source)
    {
        if (source is not IncrementalInference incremental)
        {
            return;
        }

        if (!_segments.TryGetValue(evaluation, out var segment))
        {
            segment = _segments[evaluation] = new Segment(sources);
        }

        segment.Add(incremental);
    }

    /// <summary>Adds what a device's layers took one by one.</summary>
    public void Add(PhysicalEvaluation evaluation, LayerTimes times)
    {
        if (_segments.TryGetValue(evaluation, out var segment))
        {
            segment.Times = times;
        }
    }

    /// <summary>How the layers were expected to do; without it <see cref="Layers"/> gives none.</summary>
    public LayerExpectation? Expected { get; set; }

    public IReadOnlyList<LayerDescription> Layers(PhysicalEvaluation evaluation) =>
        _segments.TryGetValue(evaluation, out var segment) && segment.TellsTimes && Expected is { } expected ? segment.Describe(evaluation, Math.Max(1, _costs[evaluation].Positions), expected) : [];

    public string? LayersNote(PhysicalEvaluation evaluation) => _segments.GetValueOrDefault(evaluation)?.Times is { } times
        ? $"waited for one by one over {Quantity.Count(times.Positions)} positions and scaled to all; in the query nothing waits between them"
        : null;

    /// <summary>The layers of one evaluation, summed over image groups.</summary>
    private sealed class Segment(LogitSources sources)
    {
        private readonly NetworkGraph _network = sources.Network!;
        private readonly long[] _ticks = new long[sources.Network!.Nodes.Count];
        private readonly long[] _pixels = new long[sources.Network!.Nodes.Count];

        /// <summary>What its device's layers took one by one; null where layers tell while they run.</summary>
        public LayerTimes? Times { get; set; }

        /// <summary>Whether it is known what each layer took.</summary>
        public bool TellsTimes => Times is not null || _ticks.Any(t => t > 0);

        public long Bytes { get; private set; }

        /// <summary>Seconds of one full inference; 0 when none was timed.</summary>
        public double FullInference { get; private set; }

        public void Add(IncrementalInference inference)
        {
            for (var i = 0; i < _ticks.Length; i++)
            {
                _ticks[i] += inference.Segment.LayerTicks[i];
                _pixels[i] += inference.Segment.LayerPixels[i];
            }

            Bytes = Math.Max(Bytes, inference.BaseBytes + inference.Segment.BufferBytes);
            FullInference = inference.FullInference?.TotalSeconds ?? FullInference;
        }

        public double Flops() => _network.Nodes.Where(n => n.Inputs.Count > 0).Sum(Flops);

        public IReadOnlyList<LayerDescription> Describe(PhysicalEvaluation evaluation, double positions, LayerExpectation expected)
        {
            var batch = (evaluation.Inference is PhysicalAdaptiveSampling sampling ? sampling.Exact : evaluation.Inference) switch
            {
                PhysicalIncrementalSegment s => s.Batch,
                PhysicalRuntimeSuffix s => s.Input.Batch,
                _ => 1,
            };
            var share = positions / sources.Boxes.Sum(b => (double)b.Grid.Count);
            var placement = sources.Placement;
            var device = placement is null ? null : new AcceleratorCost(expected.Accelerator(placement.Device), placement.Precision);
            var peak = device is null ? expected.PeakFlops : device.PeakFlops;
            return [.. _network.Nodes.Where(n => n.Inputs.Count > 0).Select(n =>
            {
                var seconds = Seconds(n);
                var estimated = sources.Boxes.Sum(b => device?.Layer(_network, n, b, batch, placement!.FullFrom?.Node ?? int.MaxValue) ?? expected.Cost.Layer(_network, n, b, batch).Seconds) * share;
                return new LayerDescription(
                    n.Id, n.Name, sources.KernelName(n.Id), n.Shape.ToString(), _pixels[n.Id] / (positions * n.Shape.Pixels), Flops(n), seconds, estimated,
                    seconds > 0 ? Flops(n) / seconds / peak : 0);
            })];
        }

        /// <summary>Seconds over all positions; those of a device as if each pixel took what it did when layers were timed.</summary>
        private double Seconds(NetworkNode node) => Times is not { } times ? _ticks[node.Id] / (double)Stopwatch.Frequency
            : times.Pixels[node.Id] == 0 ? 0
            : times.Ticks[node.Id] / (double)Stopwatch.Frequency * _pixels[node.Id] / times.Pixels[node.Id];

        private double Flops(NetworkNode node) => Models.Network.Flops.PerPixel(node, _network.InputShapes(node)) * _pixels[node.Id];
    }
}
