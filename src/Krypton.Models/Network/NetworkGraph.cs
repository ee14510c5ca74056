namespace Krypton.Models.Network;

/// <summary>The part of a model that Krypton runs itself, as layers on maps.</summary>
/// <param name="Nodes">In an order in which each node's inputs come before it; node i has Id i; node 0 is the input.</param>
/// <param name="Outputs">The nodes whose maps are wanted: the logits, or what the suffix on ONNX Runtime reads.</param>
public sealed record NetworkGraph(IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<int> Outputs)
{
    /// <summary>The shapes of a node's inputs.</summary>
    public MapShape[] InputShapes(NetworkNode node) => [.. node.Inputs.Select(i => Nodes[i].Shape)];

    /// <summary>Floating-point operations of one full inference.</summary>
    public double Flops() => Nodes.Where(n => n.Inputs.Count > 0).Sum(n => Network.Flops.PerPixel(n, Nodes[n.Inputs[0]].Shape.Channels) * n.Shape.Pixels);
}
