using Krypton.Kernels;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Incremental;

/// <summary>Propagates batches of occluded positions through a network. A device may have several batches under way, each in a slot of its own.</summary>
public interface ISegment : IDisposable
{
    /// <summary>Batches that may be under way at once.</summary>
    int Slots { get; }

    /// <summary>Stopwatch ticks spent in each node's kernel so far; zeros where a device does not tell.</summary>
    long[] LayerTicks { get; }

    /// <summary>Pixels computed at each node so far.</summary>
    long[] LayerPixels { get; }

    /// <summary>Pixels that were left out because they came out as the base is.</summary>
    long PrunedPixels { get; }

    long BufferBytes { get; }

    /// <summary>Begins a batch in a slot, whose earlier results are given up.</summary>
    void Start(int slot, ReadOnlySpan<Occlusion> positions, CancellationToken cancellation);

    /// <summary>One of the network's outputs on the host, after waiting for the slot's batch.</summary>
    Overlay Output(int slot, int node);

    /// <summary>One of the network's outputs on the host for the original images: a position each, with an empty box. Not to be called while a batch is under way.</summary>
    Overlay Original(int node, CancellationToken cancellation);
}
