namespace Krypton.Models.Network;

/// <summary>The part of a model that Krypton runs itself, as layers on maps.</summary>
/// <param name="Nodes">In an order in which each node's inputs come before it; node i has Id i; node 0 is the input.</param>
/// <param name="Outputs">The nodes whose maps are wanted: the logits, or what the suffix on ONNX Runtime reads.</param>
public sealed record NetworkGraph(IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<int> Outputs)
{
    /// <summary>The shapes of a node's inputs.</summary>
    public MapShape[] InputShapes(NetworkNode node) => [.. node.Inputs.Select(i => Nodes[i].Shape)];

    /// <summary>For each node the last one that reads it; int.MaxValue when it is an output.</summary>
    public int[] LastReaders()
    {
        var last = new int[Nodes.Count];
        foreach (var node in Nodes)
        {
            foreach (var input in node.Inputs)
            {
                last[input] = node.Id;
            }
        }

        foreach (var output in Outputs)
        {
            last[output] = int.MaxValue;
        }

        return last;
    }

    /// <summary>Nodes whose map alone determines all outputs: places where the network can be cut in two. The input and the outputs do not count.</summary>
    public IReadOnlyList<int> Waists()
    {
        var waists = new List<int>();
        var reach = Nodes.Count;
        for (var node = Nodes.Count - 1; node > 0; node--)
        {
            // Everything behind the node reads the node itself or what lies behind it.
            if (reach >= node && !Outputs.Contains(node) && Outputs.All(o => o > node) && Nodes[node].Layer is not ConstantLayer)
            {
                waists.Add(node);
            }

            foreach (var input in Nodes[node].Inputs.Where(i => Nodes[i].Layer is not ConstantLayer))
            {
                reach = Math.Min(reach, input);
            }
        }

        waists.Reverse();
        return waists;
    }

    /// <summary>The part that one node's map needs, and for each of its nodes what it is here; the map is its only output.</summary>
    public (NetworkGraph Network, IReadOnlyList<int> Origins) UpTo(int node)
    {
        var needed = new bool[Nodes.Count];
        (needed[0], needed[node]) = (true, true);
        for (var i = node; i > 0; i--)
        {
            foreach (var input in needed[i] ? Nodes[i].Inputs : [])
            {
                needed[input] = true;
            }
        }

        var (renamed, kept, origins) = (new int[Nodes.Count], new List<NetworkNode>(), new List<int>());
        foreach (var n in Nodes.Where(n => needed[n.Id]))
        {
            renamed[n.Id] = kept.Count;
            kept.Add(n with { Id = kept.Count, Inputs = [.. n.Inputs.Select(i => renamed[i])] });
            origins.Add(n.Id);
        }

        return (new NetworkGraph(kept, [renamed[node]]), origins);
    }

    /// <summary>Floating-point operations of one full inference.</summary>
    public double Flops() => Nodes.Sum(n => Network.Flops.PerPixel(n, InputShapes(n)) * n.Shape.Pixels);
}
