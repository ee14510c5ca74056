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

    /// <summary>Floating-point operations of one full inference.</summary>
    public double Flops() => Nodes.Sum(n => Network.Flops.PerPixel(n, InputShapes(n)) * n.Shape.Pixels);
}
