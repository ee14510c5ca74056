using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

/// <summary>A layer with seeded weights between shapes.</summary>
internal sealed record LayerCase(NetworkNode Node, MapShape[] Inputs)
{
    public static LayerCase Of(Layer layer, MapShape output, params MapShape[] inputs) =>
        new(new NetworkNode(inputs.Length, layer, [.. Enumerable.Range(0, inputs.Length)], output, $"{layer.GetType().Name} on {string.Join(" and ", inputs)}"), inputs);

    /// <summary>A layer that keeps its input's shape.</summary>
    public static LayerCase Same(Layer layer, MapShape shape) => Of(layer, shape, shape);

    public static LayerCase Conv(
        MapShape input, int outputs, AxisWindow rows, AxisWindow columns, int groups = 1, Activation activation = default, bool residual = false)
    {
        var weights = Values(outputs * rows.Kernel * columns.Kernel * (input.Channels / groups), 3);
        var shape = new MapShape(rows.Outputs(input.Height), columns.Outputs(input.Width), outputs);
        var layer = new ConvolutionLayer(weights, Values(outputs, 4), rows, columns, groups, activation);
        return residual ? Of(layer, shape, input, shape) : Of(layer, shape, input);
    }

    /// <summary>A 1×1 layer over parts of these channels, scaled and shifted first if <paramref name="prologue"/>.</summary>
    public static LayerCase Parts(
        MapShape map, int[] parts, int outputs, int stride = 1, Activation activation = default, Activation? prologue = null, bool residual = false)
    {
        var channels = parts.Sum();
        var window = new AxisWindow(1, stride);
        var shape = new MapShape(window.Outputs(map.Height), window.Outputs(map.Width), outputs);
        var layer = new ConvolutionLayer(Values(outputs * channels, 3), Values(outputs, 4), window, window, 1, activation)
        {
            Parts = parts.Length,
            Input = prologue is { } p ? new AffineLayer(Values(channels, 8), Values(channels, 9), p) : null,
        };
        IEnumerable<MapShape> inputs = parts.Select(c => map with { Channels = c });
        return Of(layer, shape, [.. residual ? inputs.Append(shape) : inputs]);
    }

    public static LayerCase Pool(PoolKind kind, MapShape input, AxisWindow rows, AxisWindow columns, bool countPadding = false, bool ceil = false) =>
        Of(new PoolLayer(kind, rows, columns, countPadding), new MapShape(rows.Outputs(input.Height, ceil), columns.Outputs(input.Width, ceil), input.Channels), input);

    /// <summary>Seeded values between −1 and 1.</summary>
    public static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
