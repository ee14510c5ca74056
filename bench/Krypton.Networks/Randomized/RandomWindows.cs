namespace Krypton.Networks.Randomized;

/// <summary>Convolutions and pools with every kind of kernel, stride, padding, dilation and grouping.</summary>
internal sealed class RandomWindows(RandomGraph graph)
{
    public Map? Conv(Map x)
    {
        var (kh, kw) = graph.OneOf((1, 1), (3, 3), (3, 3), (3, 3), (5, 5), (2, 2), (4, 4), (1, 3), (3, 1), (1, 7), (7, 1), (3, 5));
        var groups = Groups(x.Channels);
        var outputs = groups == x.Channels && graph.Chance(0.7) ? x.Channels : groups * graph.Between(1, Math.Max(1, 40 / groups));
        var dilation = graph.Chance(0.15) ? 2 : 1;
        var window = Draw(x, (kh, kw), dilation, conv: true);
        return window is var (attributes, height, width) ? Conv(x, outputs, (kh, kw), groups, height, width, attributes) : null;
    }

    /// <summary>A convolution that keeps height and width.</summary>
    public Map Keeping(Map x, int outputs)
    {
        var kernel = graph.OneOf(1, 3, 3, 5);
        return Conv(x, outputs, (kernel, kernel), 1, x.Height, x.Width, [("pads", new[] { kernel / 2, kernel / 2, kernel / 2, kernel / 2 })]);
    }

    public Map Pointwise(Map x, int outputs) => Conv(x, outputs, (1, 1), 1, x.Height, x.Width, []);

    public Map? Pool(Map x)
    {
        var kernel = graph.OneOf((2, 2), (3, 3), (3, 3), (2, 3), (5, 1), (1, 2));
        var max = graph.Chance(0.5);

        // On a map of one row or column the taps of a dilated window could all fall into the padding, where there is nothing to pool.
        var dilation = max && graph.Opset >= 10 && Math.Min(x.Height, x.Width) > 1 && graph.Chance(0.15) ? 2 : 1;
        if (Draw(x, kernel, dilation, conv: false) is not var (attributes, height, width))
        {
            return null;
        }

        attributes.Add(("kernel_shape", new[] { kernel.Item1, kernel.Item2 }));
        if (!max)
        {
            attributes.Add(("count_include_pad", graph.Between(0, 1)));
        }

        return x with { Name = graph.Node(max ? "MaxPool" : "AveragePool", [x.Name], [.. attributes]), Height = height, Width = width };
    }

    private int Groups(int channels)
    {
        var drawn = graph.OneOf(1, 1, 1, channels, 2, 3, 4);
        return channels % drawn == 0 ? drawn : 1;
    }

    private Map Conv(Map x, int outputs, (int H, int W) kernel, int groups, int height, int width, IEnumerable<(string, object)> attributes)
    {
        var perGroup = x.Channels / groups;
        var deviation = 1 / (Math.Max(x.Size, 0.1) * Math.Sqrt(perGroup * kernel.H * kernel.W));
        List<string> inputs = [x.Name, graph.Around(deviation, outputs, perGroup, kernel.H, kernel.W)];
        if (graph.Chance(0.6))
        {
            inputs.Add(graph.Around(0.2, outputs));
        }

        var name = graph.Node("Conv", [.. inputs], [.. attributes, ("group", groups), ("kernel_shape", new[] { kernel.H, kernel.W })]);
        return new Map(name, outputs, height, width, 1);
    }

    /// <summary>Strides, padding and dilation, and the output they give; null when there is none.</summary>
    private (List<(string, object)> Attributes, int Height, int Width)? Draw(Map x, (int H, int W) kernel, int dilation, bool conv)
    {
        var (sh, sw) = graph.OneOf((1, 1), (1, 1), (2, 2), (2, 2), (3, 3), (1, 2), (3, 2));
        List<(string, object)> attributes = [("strides", new[] { sh, sw })];
        if (dilation > 1)
        {
            attributes.Add(("dilations", new[] { dilation, dilation }));
        }

        var (eh, ew) = ((dilation * (kernel.H - 1)) + 1, (dilation * (kernel.W - 1)) + 1);
        if (dilation == 1 && graph.Chance(0.25))
        {
            // ONNX Runtime refuses pools whose stride skips pixels under automatic padding.
            var auto = conv || (kernel.H >= sh && kernel.W >= sw) ? graph.OneOf("SAME_UPPER", "SAME_LOWER", "VALID") : "VALID";
            attributes.Add(("auto_pad", auto));
            return auto != "VALID" ? (attributes, Ceiling(x.Height, sh), Ceiling(x.Width, sw)) : Fit(0, 0, 0, 0, ceil: false);
        }

        // ONNX Runtime wants a pool's padding smaller than its kernel; a convolution's may be as large.
        int Pad(int k) => graph.Between(0, conv ? Math.Min(k, 3) : k - 1);
        var same = graph.Chance(0.4);
        int[] pads = same ? [kernel.H / 2, kernel.W / 2, kernel.H / 2, kernel.W / 2] : [Pad(kernel.H), Pad(kernel.W), Pad(kernel.H), Pad(kernel.W)];
        pads = graph.Chance(0.2) ? [0, 0, 0, 0] : pads;
        attributes.Add(("pads", pads));
        var ceil = !conv && graph.Opset >= 10 && graph.Chance(0.4);
        if (ceil)
        {
            attributes.Add(("ceil_mode", 1));
        }

        return Fit(pads[0], pads[1], pads[2], pads[3], ceil);

        (List<(string, object)>, int, int)? Fit(int top, int left, int bottom, int right, bool ceil)
        {
            var (height, width) = (Outputs(x.Height, eh, sh, top, bottom, ceil), Outputs(x.Width, ew, sw, left, right, ceil));
            return height > 0 && width > 0 ? (attributes, height, width) : null;
        }
    }

    private static int Outputs(int length, int extent, int stride, int before, int after, bool ceil)
    {
        var room = length + before + after - extent;
        if (room < 0)
        {
            return 0;
        }

        var outputs = (ceil ? Ceiling(room, stride) : room / stride) + 1;

        // Where the last window begins in the padding, ONNX Runtime 1.31 does not run what it infers: it refuses its own result.
        return ceil && (outputs - 1) * stride >= length + before ? 0 : outputs;
    }

    private static int Ceiling(int a, int b) => (a + b - 1) / b;
}
