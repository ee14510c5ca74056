using Krypton.Models.Onnx;

namespace Krypton.Networks;

/// <summary>Writes a network layer by layer, with seeded weights whose scales follow the activations' estimated statistics.</summary>
internal sealed class Layers(int seed)
{
    private const int Opset = 17;

    private readonly OnnxBuilder _onnx = new(Opset);
    private readonly SeededWeights _weights = new(seed);

    /// <summary>A colour image of size × size pixels, normalised to about mean 0 and variance 1; the batch size is left open.</summary>
    public Signal Image(int size) => new(_onnx.Input("image", null, 3, size, size), 3, Moments.Unit);

    /// <param name="deviation">How far the outputs spread.</param>
    public Signal Conv(Signal x, int outputs, int kernel, int stride = 1, int pad = 0, int groups = 1, bool bias = false, double deviation = 1) =>
        Conv(x, outputs, (kernel, kernel), stride, groups, bias, deviation, ("pads", new[] { pad, pad, pad, pad }));

    public Signal Conv(Signal x, int outputs, (int Height, int Width) kernel, (int Height, int Width) pad) =>
        Conv(x, outputs, kernel, 1, 1, bias: false, 1, ("pads", new[] { pad.Height, pad.Width, pad.Height, pad.Width }));

    /// <summary>TensorFlow's padding, which puts an odd pixel behind.</summary>
    public Signal SameConv(Signal x, int outputs, int kernel, int stride, int groups = 1) =>
        Conv(x, outputs, (kernel, kernel), stride, groups, bias: false, 1, ("auto_pad", "SAME_UPPER"));

    /// <summary>Batch normalisation by statistics near those that arrive.</summary>
    public Signal BatchNorm(Signal x, float epsilon = 1e-5f)
    {
        var (mean, variance, channels) = (x.Moments.Mean, x.Moments.Variance, x.Channels);
        var spread = 0.1 * Math.Sqrt(variance);
        string[] parameters =
        [
            _onnx.Constant(_weights.Between(0.8, 1.2, channels), channels),
            _onnx.Constant(_weights.Around(0.1, channels), channels),
            _onnx.Constant(_weights.Between(mean - spread, mean + spread, channels), channels),
            _onnx.Constant(_weights.Between(0.8 * variance, 1.25 * variance, channels), channels),
        ];
        return x with { Name = _onnx.Node("BatchNormalization", [x.Name, .. parameters], ("epsilon", epsilon)), Moments = Moments.Unit };
    }

    public Signal Relu(Signal x) => x with { Name = _onnx.Node("Relu", [x.Name]), Moments = x.Moments.Rectified() };

    public Signal Relu6(Signal x)
    {
        var clipped = _onnx.Node("Clip", [x.Name, _onnx.Constant([0f]), _onnx.Constant([6f])]);
        return x with { Name = clipped, Moments = x.Moments.Rectified() };
    }

    public Signal Swish(Signal x) =>
        x with { Name = _onnx.Node("Mul", [x.Name, _onnx.Node("Sigmoid", [x.Name])]), Moments = Moments.Swish };

    /// <summary>The values as gates mostly open: those that open only for strong signals would let these explode, block by block.</summary>
    public Signal Gate(Signal x)
    {
        var opened = _onnx.Node("Add", [x.Name, _onnx.Constant(_weights.Between(1.5, 2.5, x.Channels), 1, x.Channels, 1, 1)]);
        return x with { Name = _onnx.Node("Sigmoid", [opened]), Moments = Moments.Gate };
    }

    public Signal Add(Signal a, Signal b) => a with { Name = _onnx.Node("Add", [a.Name, b.Name]), Moments = a.Moments.Plus(b.Moments) };

    public Signal Multiply(Signal a, Signal b) => a with { Name = _onnx.Node("Mul", [a.Name, b.Name]), Moments = a.Moments.Times(b.Moments) };

    public Signal Concat(params Signal[] parts) => new(
        _onnx.Node("Concat", [.. parts.Select(p => p.Name)], ("axis", 1)),
        parts.Sum(p => p.Channels),
        Moments.Joined([.. parts.Select(p => (p.Moments, p.Channels))]));

    public Signal MaxPool(Signal x, int kernel, int stride, int pad = 0, bool ceil = false) =>
        x with { Name = Pool("MaxPool", x, kernel, stride, pad, ("ceil_mode", ceil ? 1 : 0)), Moments = x.Moments.Highest() };

    /// <summary>Average pooling; padding counts as zeros.</summary>
    public Signal AveragePool(Signal x, int kernel, int stride, int pad = 0) =>
        x with { Name = Pool("AveragePool", x, kernel, stride, pad, ("count_include_pad", 1)), Moments = x.Moments.Averaged(wholeMap: false) };

    public Signal GlobalAverage(Signal x) =>
        x with { Name = _onnx.Node("GlobalAveragePool", [x.Name]), Moments = x.Moments.Averaged(wholeMap: true) };

    public Signal Dropout(Signal x) => x with { Name = _onnx.Node("Dropout", [x.Name]) };

    /// <summary>A vector of all values.</summary>
    public Signal Flatten(Signal x, int pixels = 1) => x with { Name = _onnx.Node("Flatten", [x.Name]), Channels = x.Channels * pixels };

    /// <param name="deviation">How far the outputs spread.</param>
    public Signal Dense(Signal x, int outputs, double deviation = 1)
    {
        var weights = _onnx.Constant(_weights.Matrix(outputs, x.Channels, 1, x.Moments, deviation), outputs, x.Channels);
        var bias = _onnx.Constant(_weights.Around(0.05, outputs), outputs);
        return new Signal(_onnx.Node("Gemm", [x.Name, weights, bias], ("transB", 1)), outputs, new Moments(0, deviation * deviation));
    }

    /// <summary>Ends the network; returns it as an ONNX file.</summary>
    /// <param name="softmax">Whether the published network gives probabilities.</param>
    public byte[] Finish(Signal logits, bool softmax)
    {
        _onnx.Output(softmax ? _onnx.Node("Softmax", [logits.Name], ("axis", 1)) : logits.Name, null, logits.Channels);
        return _onnx.ToBytes();
    }

    private Signal Conv(Signal x, int outputs, (int Height, int Width) kernel, int stride, int groups, bool bias, double deviation, (string, object) padding)
    {
        var perGroup = x.Channels / groups;
        var weights = _weights.Matrix(outputs, perGroup, kernel.Height * kernel.Width, x.Moments, deviation);
        List<string> inputs = [x.Name, _onnx.Constant(weights, outputs, perGroup, kernel.Height, kernel.Width)];
        if (bias)
        {
            inputs.Add(_onnx.Constant(_weights.Around(0.05, outputs), outputs));
        }

        var name = _onnx.Node("Conv", [.. inputs], ("kernel_shape", new[] { kernel.Height, kernel.Width }), ("strides", new[] { stride, stride }), ("group", groups), padding);
        return new Signal(name, outputs, new Moments(0, deviation * deviation));
    }

    private string Pool(string op, Signal x, int kernel, int stride, int pad, (string, object) attribute) => _onnx.Node(
        op, [x.Name], ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }), attribute);
}
