namespace Krypton.Networks.Randomized;

/// <summary>Layers from map to map. A step that does not fit the map it is offered returns null, and another is drawn.</summary>
internal sealed class RandomLayers
{
    private const int MostChannels = 40;

    private readonly RandomGraph _graph;
    private readonly RandomWindows _windows;
    private readonly RandomElementwise _elementwise;
    private readonly Func<Map, Map?>[] _steps;

    public RandomLayers(RandomGraph graph)
    {
        (_graph, _windows, _elementwise) = (graph, new RandomWindows(graph), new RandomElementwise(graph));
        _steps =
        [
            _windows.Conv, _windows.Conv, _windows.Conv, _windows.Conv, _windows.Conv, _windows.Conv, _windows.Pool, _windows.Pool,
            x => _elementwise.Activation(x), x => _elementwise.Activation(x), x => _elementwise.Activation(x), x => _elementwise.Constant(x), x => _elementwise.Constant(x),
            x => _elementwise.Normalization(x), x => _elementwise.Normalization(x),
            Residual, Residual, Sum, Branches, Branches, DenseBlock, SplitAndJoin, Take, Shuffle, Border, Excitation, Gate, Pass, ChannelsLast,
        ];
    }

    public Map Apply(Map x)
    {
        while (true)
        {
            if (_graph.OneOf(_steps)(x) is { } y)
            {
                return y;
            }
        }
    }

    /// <summary>Two paths from the same map: a convolution that keeps the shape, and the map or another such convolution.</summary>
    private Map? Residual(Map x)
    {
        var a = _elementwise.MaybeActivated(_windows.Keeping(x, x.Channels));
        var b = _graph.Chance(0.7) ? x : _windows.Keeping(x, x.Channels);
        (a, b) = _graph.Chance(0.5) ? (a, b) : (b, a);
        var joined = _graph.OneOf("Add", "Add", "Add", "Sub", "Mul", "Div") switch
        {
            "Mul" => a with { Name = _graph.Node("Mul", [a.Name, b.Name]), Size = a.Size * b.Size },

            // Between 1 and 2, so that no quotient runs away.
            "Div" => a with { Name = _graph.Node("Div", [a.Name, _graph.Node("Add", [_graph.Node("Sigmoid", [b.Name]), _graph.Scalar(1)])]) },
            var op => a with { Name = _graph.Node(op, [a.Name, b.Name]), Size = Math.Sqrt((a.Size * a.Size) + (b.Size * b.Size)) },
        };
        return _elementwise.MaybeActivated(joined);
    }

    private Map? Sum(Map x)
    {
        string[] terms = [x.Name, _windows.Keeping(x, x.Channels).Name, _windows.Keeping(x, x.Channels).Name];
        return x with { Name = _graph.Node("Sum", terms[..(_graph.Between(2, 3))]), Size = x.Size + 1.5 };
    }

    private Map? Branches(Map x)
    {
        var parts = new List<Map>();
        for (var i = _graph.Between(2, 3); i > 0; i--)
        {
            parts.Add(_graph.Chance(0.3) ? x : _elementwise.MaybeActivated(_windows.Keeping(x, _graph.Between(1, 12))));
        }

        return Joined(parts);
    }

    /// <summary>DenseNet's: each layer reads all maps before it, joined, through a 1×1 convolution.</summary>
    private Map? DenseBlock(Map x)
    {
        for (var i = _graph.Between(1, 3); i > 0; i--)
        {
            var y = _graph.Chance(0.6) ? _elementwise.MaybeActivated(_elementwise.Normalization(x)) : x;
            y = _windows.Keeping(_elementwise.MaybeActivated(_windows.Pointwise(y, _graph.Between(2, 20))), _graph.Between(1, 9));
            if (Joined([x, y]) is not { } joined)
            {
                return null;
            }

            x = joined;
        }

        return _graph.Chance(0.6) ? _windows.Pointwise(x, _graph.Between(1, 24)) : x;
    }

    private Map? SplitAndJoin(Map x)
    {
        if (x.Channels < 2)
        {
            return null;
        }

        var first = x.Channels % 2 == 0 && _graph.Chance(0.5) ? x.Channels / 2 : _graph.Between(1, x.Channels - 1);
        var names = _graph.Split(x.Name, first, x.Channels - first);
        var (a, b) = (x with { Name = names[0], Channels = first }, x with { Name = names[1], Channels = x.Channels - first });
        b = _graph.Chance(0.6) ? _windows.Keeping(b, b.Channels) : b;
        return _graph.Chance(0.2) ? b : Joined(_graph.Chance(0.5) ? [a, b] : [b, a]);
    }

    /// <summary>A slice of the channels, backwards or in steps too, or of rows or columns.</summary>
    private Map? Take(Map x)
    {
        var axis = _graph.OneOf(1, 1, 2, 3, -1);
        var length = axis == 1 ? x.Channels : axis == 2 ? x.Height : x.Width;
        if (length < 3)
        {
            return null;
        }

        var (start, end) = (_graph.Between(0, 1), length - _graph.Between(0, 1));
        if (axis != 1)
        {
            var name = _graph.Slice(x.Name, axis, start, end);
            return axis == 2 ? x with { Name = name, Height = end - start } : x with { Name = name, Width = end - start };
        }

        return _graph.Opset < 10 ? x with { Name = _graph.Slice(x.Name, 1, start, end), Channels = end - start }
            : _graph.Chance(0.3) ? x with { Name = _graph.Slice(x.Name, 1, length - 1, -length - 1, -1) }
            : x with { Name = _graph.Slice(x.Name, 1, start, end, 2), Channels = (end - start + 1) / 2 };
    }

    /// <summary>ShuffleNet's channel shuffle.</summary>
    private Map? Shuffle(Map x)
    {
        var groups = _graph.OneOf(2, 3, 4);
        if (x.Channels % groups != 0 || x.Channels == groups)
        {
            return null;
        }

        var apart = _graph.Node("Reshape", [x.Name, _graph.Integers(_graph.Batch(), groups, x.Channels / groups, x.Height, x.Width)]);
        var turned = _graph.Node("Transpose", [apart], ("perm", new[] { 0, 2, 1, 3, 4 }));
        return x with { Name = _graph.Node("Reshape", [turned, _graph.Integers(_graph.Batch(), x.Channels, x.Height, x.Width)]) };
    }

    private Map? Border(Map x)
    {
        int Amount(int length) => _graph.Chance(0.2) && length > 4 ? -1 : _graph.Between(0, 2);
        int[] pads = [0, 0, Amount(x.Height), Amount(x.Width), 0, 0, Amount(x.Height), Amount(x.Width)];
        var name = _graph.Pad(x.Name, pads, _graph.OneOf(0f, 0f, 0.5f, -1f));
        x = x with { Name = name, Height = x.Height + pads[2] + pads[6], Width = x.Width + pads[3] + pads[7] };

        // Never a pool: ONNX Runtime 1.31 moves any border into it, where it counts as −∞ or not at all.
        return _graph.Chance(0.6) && _windows.Conv(x) is { } y ? y : _elementwise.Activation(x);
    }

    /// <summary>Squeeze-and-excitation.</summary>
    private Map? Excitation(Map x)
    {
        var pooled = _graph.Chance(0.6) ? _graph.Node("GlobalAveragePool", [x.Name]) : _graph.Reduce("ReduceMean", x.Name, keepDims: true, 2, 3);
        var s = new Map(pooled, x.Channels, 1, 1, x.Size);
        s = _elementwise.Activation(_windows.Pointwise(s, Math.Max(1, x.Channels / 4)));
        s = _windows.Pointwise(s, x.Channels);
        var gate = _graph.Chance(0.5) ? _graph.Node("Sigmoid", [s.Name]) : _graph.Node("HardSigmoid", [s.Name]);
        return x with { Name = _graph.Node("Mul", _graph.Chance(0.5) ? [x.Name, gate] : [gate, x.Name]) };
    }

    /// <summary>A gate of one channel, one row or one column.</summary>
    private Map? Gate(Map x)
    {
        var scores = _graph.OneOf(0, 1, 2) switch
        {
            0 => _windows.Pointwise(x, 1).Name,
            1 => _graph.Reduce("ReduceMean", x.Name, keepDims: true, 2),
            _ => _graph.Reduce("ReduceMean", x.Name, keepDims: true, 3),
        };
        return x with { Name = _graph.Node(_graph.OneOf("Mul", "Add"), [x.Name, _graph.Node("Sigmoid", [scores])]), Size = x.Size + 0.5 };
    }

    private Map? Pass(Map x) => x with
    {
        Name = _graph.OneOf(0, 1, 2) switch
        {
            0 => _graph.Dropout(x.Name),
            1 => _graph.Node("Identity", [x.Name]),
            _ => _graph.Squeeze(_graph.Unsqueeze(x.Name, 2), 2),
        },
    };

    /// <summary>A detour through the other order of dimensions.</summary>
    private Map? ChannelsLast(Map x)
    {
        var last = _graph.Node("Transpose", [x.Name], ("perm", new[] { 0, 2, 3, 1 }));
        last = _graph.Node("Mul", [last, _graph.Between(0.5, 1.5, x.Channels)]);
        last = _graph.Node(_graph.OneOf("Relu", "Tanh", "Identity"), [last]);
        return x with { Name = _graph.Node("Transpose", [last], ("perm", new[] { 0, 3, 1, 2 })) };
    }

    private Map? Joined(IReadOnlyList<Map> parts)
    {
        var channels = parts.Sum(p => p.Channels);
        return channels > MostChannels
            ? null
            : parts[0] with { Name = _graph.Node("Concat", [.. parts.Select(p => p.Name)], ("axis", _graph.OneOf(1, -3))), Channels = channels, Size = parts.Max(p => p.Size) };
    }
}
