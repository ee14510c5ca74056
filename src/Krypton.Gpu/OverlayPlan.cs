using Krypton.Gpu.Launches;
using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>Where each node's boxes lie in a slot's memory, for the largest boxes that a batch can have.</summary>
internal sealed class OverlayPlan
{
    /// <summary>Kernels count Float4 with 31 bits.</summary>
    private const long MostValues = int.MaxValue;

    private readonly int[] _offsets;
    private readonly int[] _sizes;
    private readonly int[] _maps;

    private OverlayPlan(long[] offsets, long[] sizes, int[] maps, long total, int originals)
    {
        if (total > MostValues)
        {
            throw new OverflowException("overlays are larger than kernels can address");
        }

        (_offsets, _sizes, _maps, Total, Originals) = ([.. offsets.Select(o => (int)o)], [.. sizes.Select(s => (int)s)], maps, (int)total, originals);
    }

    /// <summary>Float4 of everything.</summary>
    public int Total { get; }

    /// <summary>Images whose whole maps lie before each node's boxes.</summary>
    public int Originals { get; }

    /// <summary>Boxes alone; nodes that are not wanted at the same time share memory.</summary>
    /// <exception cref="OverflowException">It is more than kernels can address.</exception>
    public static OverlayPlan Shared(GpuNetwork network, IReadOnlyList<BoxTable> boxes, int batch)
    {
        var (nodes, shared) = (network.Network.Nodes, new BufferPlan(network.Network, boxes));
        var sizes = Sizes(network, boxes, batch);
        var buffers = new long[shared.Count];
        foreach (var node in nodes)
        {
            var buffer = shared.BufferOf(node.Id);
            buffers[buffer] = Math.Max(buffers[buffer], sizes[node.Id]);
        }

        var starts = Starts(buffers);
        return new OverlayPlan([.. nodes.Select(n => starts[shared.BufferOf(n.Id)])], sizes, [.. nodes.Select(n => network.MapSize(n.Id))], buffers.Sum(), 0);
    }

    /// <summary>The whole maps of images, and behind each node's the boxes of a batch; nothing shares memory, because the maps are kept.</summary>
    /// <exception cref="OverflowException">It is more than kernels can address.</exception>
    public static OverlayPlan WithOriginals(GpuNetwork network, int images, IReadOnlyList<BoxTable> boxes, int batch)
    {
        var sizes = Sizes(network, boxes, batch);
        long[] regions = [.. network.Network.Nodes.Select(n => sizes[n.Id] + ((long)images * network.MapSize(n.Id)))];
        return new OverlayPlan(Starts(regions), sizes, [.. network.Network.Nodes.Select(n => network.MapSize(n.Id))], regions.Sum(), images);
    }

    /// <summary>Where a node's output begins: its originals', where there are any.</summary>
    public int Start(int node) => _offsets[node];

    /// <summary>Where an original's map lies.</summary>
    public int Original(int node, int image) => _offsets[node] + (image * _maps[node]);

    /// <summary>Where a node's boxes begin.</summary>
    public int Boxes(int node) => _offsets[node] + (Originals * _maps[node]);

    /// <summary>Float4 of a node's boxes at most.</summary>
    public int Size(int node) => _sizes[node];

    private static long[] Sizes(GpuNetwork network, IReadOnlyList<BoxTable> boxes, int batch) =>
        [.. network.Network.Nodes.Select(n => batch == 0 ? 0 : checked(batch * Pixels(n, network.FullFrom, boxes) * Launch.Stride(n.Shape)))];

    private static long[] Starts(long[] sizes)
    {
        var starts = new long[sizes.Length];
        for (var i = 1; i < sizes.Length; i++)
        {
            starts[i] = starts[i - 1] + sizes[i - 1];
        }

        return starts;
    }

    private static long Pixels(NetworkNode node, int fullFrom, IReadOnlyList<BoxTable> boxes) =>
        node.Id >= fullFrom && node.Layer is not (InputLayer or ConstantLayer) ? node.Shape.Pixels : boxes.Max(b => b.LargestBox(node.Id));
}
