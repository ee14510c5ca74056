using Krypton.Execution.Inference;
using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Incremental;

/// <summary>A network with its weights on a device: the seam between plans and the machines that run them.</summary>
public interface IDeviceNetwork : IDisposable
{
    NetworkGraph Network { get; }

    /// <summary>Every layer's activation on the original images, kept where the device reads it. A device may put the work off until it is wanted (<see cref="IBaseMaps.Complete"/>).</summary>
    IBaseMaps Materialize(IReadOnlyList<float[]> images, CancellationToken cancellation);

    /// <summary>What takes batches of positions through the network.</summary>
    /// <param name="maps">Bases that <see cref="Materialize"/> gave.</param>
    /// <param name="boxes">A table for each grid that positions will come from.</param>
    /// <param name="batch">Positions of a batch at most.</param>
    /// <param name="prune">Leave out what a patch shows exactly as the image does.</param>
    /// <param name="truncation">Keeps boxes small, which approximates; null computes all that can change.</param>
    ISegment Segment(IBaseMaps maps, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, int batch, bool prune, Truncation? truncation);
}

/// <summary>The base activations of a group of images.</summary>
public interface IBaseMaps : IDisposable
{
    long Bytes { get; }

    int Images { get; }

    /// <summary>Computes what was put off, and waits for it.</summary>
    void Complete(CancellationToken cancellation);
}
