using Krypton.Models.Network;

namespace Krypton.Planning.Sharing;

/// <summary>Several networks on the same input as one: layers that compute the same from the same are there once.</summary>
public sealed class SharedNetwork
{
    private readonly List<NetworkNode> _nodes = [];
    private readonly List<(int Network, int Node)> _origins = [];

    private SharedNetwork(IReadOnlyList<NetworkGraph> networks)
    {
        var known = new Dictionary<Key, int>();
        var outputs = new List<IReadOnlyList<int>>();
        for (var n = 0; n < networks.Count; n++)
        {
            var renamed = new int[networks[n].Nodes.Count];
            foreach (var node in networks[n].Nodes)
            {
                var key = new Key(node.Layer, node.Shape, [.. node.Inputs.Select(i => renamed[i])]);
                if (!known.TryGetValue(key, out var id))
                {
                    id = _nodes.Count;
                    known.Add(key, id);
                    _nodes.Add(node with { Id = id, Inputs = key.Inputs });
                    _origins.Add((n, node.Id));
                }

                renamed[node.Id] = id;
            }

            outputs.Add([.. networks[n].Outputs.Select(o => renamed[o])]);
        }

        Outputs = outputs;
        Graph = new NetworkGraph(_nodes, [.. outputs.SelectMany(o => o).Distinct()]);
    }

    public NetworkGraph Graph { get; }

    /// <summary>For each network, where its outputs are.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Outputs { get; }

    /// <summary>For each node of <see cref="Graph"/>, a network it comes from and what it is there.</summary>
    public IReadOnlyList<(int Network, int Node)> Origins => _origins;

    /// <summary>All networks must take inputs of the same shape.</summary>
    public static SharedNetwork Of(IReadOnlyList<NetworkGraph> networks) => new(networks);

    private sealed class Key(Layer layer, MapShape shape, int[] inputs) : IEquatable<Key>
    {
        public int[] Inputs => inputs;

        public bool Equals(Key? other) =>
            other is not null && shape == other.Shape && inputs.AsSpan().SequenceEqual(other.Inputs) && LayerEquality.Instance.Equals(layer, other.Layer);

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => HashCode.Combine(shape, inputs.Length, inputs.Length > 0 ? inputs[0] : 0, LayerEquality.Instance.GetHashCode(layer));

        private MapShape Shape => shape;

        private Layer Layer => layer;
    }
}
