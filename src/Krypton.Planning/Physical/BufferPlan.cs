using Krypton.Models.Network;

namespace Krypton.Planning.Physical;

/// <summary>Which buffer each node's boxes go to: a buffer serves several nodes, one after the other, each until its last reader is done.</summary>
/// <remarks>Settled before anything runs, so that what a position needs is known and not only hoped for.</remarks>
public sealed class BufferPlan
{
    private readonly int[] _buffers;
    private readonly List<long> _sizes = [];

    /// <param name="boxes">One table for each grid of positions that goes through the network.</param>
    public BufferPlan(NetworkGraph network, IReadOnlyList<BoxTable> boxes)
    {
        var lastReader = network.LastReaders();
        var free = new List<int>();
        _buffers = new int[network.Nodes.Count];
        foreach (var node in network.Nodes)
        {
            _buffers[node.Id] = Take(free, boxes.Max(b => b.LargestBox(node.Id)) * node.Shape.Stride);
            free.AddRange(node.Inputs.Distinct().Where(i => lastReader[i] == node.Id).Select(i => _buffers[i]));
        }
    }

    public int Count => _sizes.Count;

    /// <summary>Bytes that one position needs at most, going by its largest boxes.</summary>
    public long BytesPerPosition => _sizes.Sum() * sizeof(float);

    public int BufferOf(int node) => _buffers[node];

    /// <summary>The smallest free buffer that fits, else the largest free one, grown.</summary>
    private int Take(List<int> free, long floats)
    {
        if (free.Count == 0)
        {
            _sizes.Add(floats);
            return _sizes.Count - 1;
        }

        var fitting = free.Where(b => _sizes[b] >= floats).ToList();
        var best = fitting.Count > 0 ? fitting.MinBy(b => _sizes[b]) : free.MaxBy(b => _sizes[b]);
        free.Remove(best);
        _sizes[best] = Math.Max(_sizes[best], floats);
        return best;
    }
}
