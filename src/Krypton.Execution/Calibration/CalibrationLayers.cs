using Krypton.Models.Onnx;

namespace Krypton.Execution.Calibration;

/// <summary>A value of a network that is being written.</summary>
internal readonly record struct CalibrationMap(string Name, int Channels, int Size);

/// <summary>Writes small networks with seeded weights.</summary>
internal sealed class CalibrationLayers
{
    private readonly OnnxBuilder _onnx = new();
    private readonly Random _random = new(1);

    public CalibrationMap Image(int size) => new(_onnx.Input("image", null, 3, size, size), 3, size);

    public CalibrationMap Conv(CalibrationMap x, int outputs, int kernel, int stride = 1, int groups = 1) => Conv(x, outputs, (kernel, kernel), stride, groups);

    public CalibrationMap Conv(CalibrationMap x, int outputs, (int Height, int Width) kernel, int stride = 1, int groups = 1) =>
        Relu(Convolution(x, outputs, kernel, stride, groups));

    /// <summary>A 1×1 convolution without activation, as before a sum.</summary>
    public CalibrationMap Linear(CalibrationMap x, int outputs) => Convolution(x, outputs, (1, 1), 1, 1);

    /// <summary>A dense layer over the map, as a vector of one pixel.</summary>
    public CalibrationMap Dense(CalibrationMap x, int outputs)
    {
        var inputs = x.Channels * x.Size * x.Size;
        var weights = _onnx.Constant(Weights(outputs, inputs), outputs, inputs);
        var vector = _onnx.Node("Gemm", [_onnx.Node("Flatten", [x.Name]), weights], ("transB", 1));
        return new CalibrationMap(_onnx.Node("Unsqueeze", [vector, _onnx.Constant([2L, 3L], 2)]), outputs, 1);
    }

    public CalibrationMap Pool(string op, CalibrationMap x, int kernel, int stride)
    {
        var pad = kernel % 2 == 0 ? 0 : kernel / 2;
        var name = _onnx.Node(op, [x.Name], ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }));
        return x with { Name = name, Size = (x.Size + stride - 1) / stride };
    }

    public CalibrationMap BatchNorm(CalibrationMap x)
    {
        var ones = Enumerable.Repeat(1f, x.Channels).ToArray();
        string[] parameters = [.. new[] { ones, new float[x.Channels], new float[x.Channels], ones }.Select(p => _onnx.Constant(p, x.Channels))];
        return x with { Name = _onnx.Node("BatchNormalization", [x.Name, .. parameters]) };
    }

    public CalibrationMap Add(CalibrationMap a, CalibrationMap b) => a with { Name = _onnx.Node("Add", [a.Name, b.Name]) };

    public CalibrationMap Multiply(CalibrationMap a, CalibrationMap b) => a with { Name = _onnx.Node("Mul", [a.Name, b.Name]) };

    public CalibrationMap Concat(CalibrationMap a, CalibrationMap b) =>
        new(_onnx.Node("Concat", [a.Name, b.Name], ("axis", 1)), a.Channels + b.Channels, a.Size);

    public CalibrationMap Relu(CalibrationMap x) => x with { Name = _onnx.Node("Relu", [x.Name]) };

    public CalibrationMap Sigmoid(CalibrationMap x) => x with { Name = _onnx.Node("Sigmoid", [x.Name]) };

    public CalibrationMap Normalize(CalibrationMap x) => x with { Name = _onnx.Node("LRN", [x.Name], ("size", 5)) };

    public CalibrationMap Softmax(CalibrationMap x) => x with { Name = _onnx.Node("Softmax", [x.Name], ("axis", 1)) };

    /// <summary>Ends the network by the mean over its map.</summary>
    public byte[] Finish(CalibrationMap x)
    {
        _onnx.Output(_onnx.Node("Flatten", [_onnx.Node("GlobalAveragePool", [x.Name])]), null, x.Channels);
        return _onnx.ToBytes();
    }

    private CalibrationMap Convolution(CalibrationMap x, int outputs, (int Height, int Width) kernel, int stride, int groups)
    {
        var (height, width) = kernel;
        var weights = _onnx.Constant(Weights(outputs, x.Channels / groups * height * width), outputs, x.Channels / groups, height, width);
        var bias = _onnx.Constant(new float[outputs], outputs);
        int[] pads = [height / 2, width / 2, height / 2, width / 2];
        var name = _onnx.Node("Conv", [x.Name, weights, bias], ("strides", new[] { stride, stride }), ("group", groups), ("pads", pads));
        return new CalibrationMap(name, outputs, (x.Size + stride - 1) / stride);
    }

    /// <summary>Weights that keep activations of about the same size: neither infinite nor denormal, which would be slow.</summary>
    private float[] Weights(int outputs, int inputs)
    {
        var weights = new float[outputs * inputs];
        var spread = 2 * Math.Sqrt(6.0 / inputs);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(spread * (_random.NextSingle() - 0.5));
        }

        return weights;
    }
}
