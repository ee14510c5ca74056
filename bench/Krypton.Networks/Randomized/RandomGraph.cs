using Krypton.Models.Onnx;

namespace Krypton.Networks.Randomized;

/// <summary>A random network under construction: its dice, its opset, and nodes written as that opset wants them.</summary>
internal sealed class RandomGraph
{
    private readonly Random _random;
    private readonly SeededWeights _weights;
    private readonly OnnxBuilder _onnx;
    private readonly bool _oneImage;

    public RandomGraph(int seed)
    {
        _random = new Random(seed);
        _weights = new SeededWeights(seed);
        Opset = _random.Next(OnnxReader.OldestOpset, OnnxReader.NewestOpset + 1);
        _onnx = new OnnxBuilder(Opset);
        _oneImage = Chance(0.1);
    }

    public int Opset { get; }

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>A whole number of low … high, both included.</summary>
    public int Between(int low, int high) => _random.Next(low, high + 1);

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public byte[] ToBytes() => _onnx.ToBytes();

    /// <summary>The image, in either order of dimensions.</summary>
    public Map Input()
    {
        var (channels, height, width) = (OneOf(1, 3), Between(5, 40), Between(5, 40));
        int? batch = _oneImage ? 1 : null;
        if (Chance(0.75))
        {
            return new Map(_onnx.Input("image", batch, channels, height, width), channels, height, width, 0.6);
        }

        var image = _onnx.Input("image", batch, height, width, channels);
        return new Map(Node("Transpose", [image], ("perm", new[] { 0, 3, 1, 2 })), channels, height, width, 0.6);
    }

    public void Output(string name) => _onnx.Output(name, _oneImage ? 1 : null, null);

    /// <summary>What a constant shape says of the batch: keep it, infer it, or (which holds for one image at a time only) 1.</summary>
    public int Batch() => Chance(_oneImage ? 0.5 : 0.03) ? 1 : 0;

    public string Node(string op, string[] inputs, params (string, object)[] attributes) => _onnx.Node(op, inputs, attributes);

    public string[] Nodes(string op, string[] inputs, int outputs, params (string, object)[] attributes) => _onnx.Node(op, inputs, outputs, attributes);

    public string Integers(params ReadOnlySpan<int> values)
    {
        var longs = new long[values.Length];
        for (var i = 0; i < longs.Length; i++)
        {
            longs[i] = values[i];
        }

        return _onnx.Constant(longs, longs.Length);
    }

    public string Scalar(float value) => _onnx.Constant([value]);

    public string Floats(params ReadOnlySpan<float> values) => _onnx.Constant(values, values.Length);

    /// <summary>Random numbers around 0.</summary>
    public string Around(double deviation, params int[] shape) => _onnx.Constant(_weights.Around(deviation, Count(shape)), shape);

    public string Between(double low, double high, params int[] shape) => _onnx.Constant(_weights.Between(low, high, Count(shape)), shape);

    public string Clip(string x, float? low, float? high)
    {
        if (Opset < 11)
        {
            (string, object)[] bounds = [.. low is { } l ? [("min", l)] : Array.Empty<(string, object)>(), .. high is { } h ? [("max", h)] : Array.Empty<(string, object)>()];
            return Node("Clip", [x], bounds);
        }

        List<string> inputs = [x, low is { } min ? Scalar(min) : ""];
        if (high is { } max)
        {
            inputs.Add(Scalar(max));
        }

        return Node("Clip", [.. inputs]);
    }

    public string Dropout(string x) => Opset < 12 ? Node("Dropout", [x], ("ratio", 0.3f)) : Node("Dropout", Chance(0.5) ? [x] : [x, Scalar(0.3f)]);

    /// <param name="pads">Begin of each axis, then end of each axis.</param>
    public string Pad(string x, int[] pads, float value)
    {
        if (Opset < 11)
        {
            return Node("Pad", [x], ("pads", pads), ("value", value));
        }

        // Opset 18 may name the axes. All of them here: ONNX Runtime 1.31 fails on some models that name two.
        return Opset >= 18 && Chance(0.5)
            ? Node("Pad", [x, Integers(pads), Scalar(value), Integers(0, 1, 2, 3)])
            : Node("Pad", [x, Integers(pads), Scalar(value)]);
    }

    public string Slice(string x, int axis, int start, int end, int step = 1) => Opset < 10
        ? Node("Slice", [x], ("starts", new[] { start }), ("ends", new[] { end }), ("axes", new[] { axis }))
        : Node("Slice", [x, Integers(start), Integers(end), Integers(axis), .. step == 1 ? Array.Empty<string>() : [Integers(step)]]);

    /// <summary>Parts along the channels.</summary>
    public string[] Split(string x, params int[] parts)
    {
        if (Opset < 13)
        {
            return Nodes("Split", [x], parts.Length, ("axis", 1), ("split", parts));
        }

        var equal = parts.Distinct().Count() == 1 && Chance(0.5);
        return equal && Opset >= 18 ? Nodes("Split", [x], parts.Length, ("axis", 1), ("num_outputs", parts.Length))
            : equal ? Nodes("Split", [x], parts.Length, ("axis", 1))
            : Nodes("Split", [x, Integers(parts)], parts.Length, ("axis", 1));
    }

    public string Squeeze(string x, params int[] axes) => Opset < 13 ? Node("Squeeze", [x], ("axes", axes)) : Node("Squeeze", [x, Integers(axes)]);

    public string Unsqueeze(string x, params int[] axes) => Opset < 13 ? Node("Unsqueeze", [x], ("axes", axes)) : Node("Unsqueeze", [x, Integers(axes)]);

    /// <summary>ReduceMean, ReduceMax and their like, whose axes became an input in opset 18.</summary>
    public string Reduce(string op, string x, bool keepDims, params int[] axes) => Opset < 18
        ? Node(op, [x], ("axes", axes), ("keepdims", keepDims ? 1 : 0))
        : Node(op, [x, Integers(axes)], ("keepdims", keepDims ? 1 : 0));

    private static int Count(int[] shape) => shape.Aggregate(1, (a, b) => a * b);
}
