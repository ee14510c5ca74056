using Krypton.Networks.Randomized;

namespace Krypton.Networks;

/// <summary>Small random classifiers for property tests: every operator, layout and opset that Krypton reads, in combinations nobody would train.</summary>
public static class RandomNetworks
{
    /// <summary>The seed's network as an ONNX file; the same seed gives the same bytes.</summary>
    public static byte[] Build(int seed)
    {
        var graph = new RandomGraph(seed);
        var steps = new RandomLayers(graph);
        var map = graph.Input();
        var foreignAt = graph.Chance(0.12) ? graph.Between(0, 8) : -1;
        var count = graph.Between(2, 8);
        for (var i = 0; i < count; i++)
        {
            map = i == foreignAt ? new ForeignOperators(graph).Apply(map) : steps.Apply(map);
        }

        new RandomHeads(graph).Finish(map, foreign: foreignAt >= count);
        return graph.ToBytes();
    }
}
