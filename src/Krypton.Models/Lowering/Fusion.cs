using Krypton.Models.Network;

namespace Krypton.Models.Lowering;

/// <summary>Merges layers that one kernel computes together, and drops what nothing reads. Each rule looks at one node and returns its replacement or null.</summary>
internal sealed class Fusion
{
    private readonly List<NetworkNode> _nodes;
    private readonly HashSet<int> _pinned;
    private readonly int[] _readers;

    /// <summary>Nodes that no longer compute what they did.</summary>
    private readonly HashSet<int> _exchanged = [];

    private Fusion(IReadOnlyList<NetworkNode> nodes, IEnumerable<int> outputs)
    {
        _nodes = [.. nodes];
        _pinned = [.. outputs];
        _readers = new int[nodes.Count];
    }

    /// <summary>The fused network, and which of its nodes computes what each node did, or −1. <paramref name="outputs"/> keep their values and are given in the same order.</summary>
    public static (NetworkGraph Network, int[] Renamed) Run(IReadOnlyList<NetworkNode> nodes, IReadOnlyList<int> outputs)
    {
        var fusion = new Fusion(nodes, outputs);
        fusion.Rewrite();
        return fusion.Compact(outputs);
    }

    private void Rewrite()
    {
        Rewrite(SwishOfProduct, PadIntoConvolution, AffineIntoConvolution, AffineIntoAffine, ResidualIntoConvolution, ActivationIntoProducer, FlattenIntoDense, AffineBeforePointwise);

        // A convolution that takes part here has nothing left to merge with.
        Rewrite(AverageBehindPointwise, ConcatIntoReader);
    }

    private void Rewrite(params ReadOnlySpan<Func<NetworkNode, NetworkNode?>> rules)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            CountReaders();
            for (var i = 0; i < _nodes.Count; i++)
            {
                foreach (var rule in rules)
                {
                    if (_readers[i] > 0 && rule(_nodes[i]) is { } better)
                    {
                        _nodes[i] = better with { Id = i };
                        changed = true;
                        CountReaders();
                    }
                }
            }
        }
    }

    /// <summary>x · sigmoid(x) is SiLU, x · hardsigmoid(x) with slope 1/6 is HardSwish.</summary>
    private NetworkNode? SwishOfProduct(NetworkNode node)
    {
        if (node is not { Layer: BinaryLayer { Kind: BinaryKind.Multiply, Activation.Kind: ActivationKind.None } })
        {
            return null;
        }

        for (var side = 0; side < 2; side++)
        {
            var (x, gate) = (node.Inputs[side], _nodes[node.Inputs[1 - side]]);
            if (gate is { Layer: ActivationLayer { Activation: var a } } && gate.Inputs[0] == x)
            {
                var kind = a.Kind == ActivationKind.Sigmoid ? ActivationKind.Silu
                    : a.Kind == ActivationKind.HardSigmoid && Math.Abs(a.Alpha - (1f / 6)) < 1e-6f && a.Beta == 0.5f ? ActivationKind.HardSwish
                    : ActivationKind.None;
                if (kind != ActivationKind.None)
                {
                    return node with { Layer = new ActivationLayer(new Activation(kind)), Inputs = [x] };
                }
            }
        }

        return null;
    }

    private NetworkNode? PadIntoConvolution(NetworkNode node)
    {
        // Not behind a prologue, which would have to make something of the border too.
        if (node is not { Layer: ConvolutionLayer { Parts: 1, Input: null } conv } ||
            _nodes[node.Inputs[0]] is not { Layer: PadLayer { Value: 0, Top: >= 0, Left: >= 0, Bottom: >= 0, Right: >= 0 } pad } source)
        {
            return null;
        }

        var rows = conv.Rows with { PadBefore = conv.Rows.PadBefore + pad.Top, PadAfter = conv.Rows.PadAfter + pad.Bottom };
        var columns = conv.Columns with { PadBefore = conv.Columns.PadBefore + pad.Left, PadAfter = conv.Columns.PadAfter + pad.Right };
        return node with { Layer = conv with { Rows = rows, Columns = columns }, Inputs = [source.Inputs[0], .. node.Inputs.Skip(1)] };
    }

    private NetworkNode? AffineIntoConvolution(NetworkNode node)
    {
        if (node is not { Layer: AffineLayer affine } || !Private(node.Inputs[0]) ||
            _nodes[node.Inputs[0]] is not { Layer: ConvolutionLayer { Activation.Kind: ActivationKind.None } conv } source || source.Inputs.Count > conv.Parts)
        {
            return null;
        }

        var perOutput = conv.Weights.Length / conv.Bias.Length;
        var weights = new float[conv.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = conv.Weights[i] * affine.Scale[i / perOutput];
        }

        float[] bias = [.. conv.Bias.Select((b, o) => (b * affine.Scale[o]) + affine.Shift[o])];
        return source with { Layer = conv with { Weights = weights, Bias = bias, Activation = affine.Activation }, Shape = node.Shape };
    }

    private NetworkNode? AffineIntoAffine(NetworkNode node)
    {
        if (node is not { Layer: AffineLayer outer } || !Private(node.Inputs[0]) ||
            _nodes[node.Inputs[0]] is not { Layer: AffineLayer { Activation.Kind: ActivationKind.None } inner } source)
        {
            return null;
        }

        var merged = new AffineLayer(
            [.. inner.Scale.Select((s, c) => s * outer.Scale[c])],
            [.. inner.Shift.Select((s, c) => (s * outer.Scale[c]) + outer.Shift[c])],
            outer.Activation);
        return source with { Layer = merged };
    }

    /// <summary>Batch normalisation and activation in front of a 1×1 convolution (DenseNet) are applied while it reads, not in a pass of their own.</summary>
    private NetworkNode? AffineBeforePointwise(NetworkNode node) =>
        node is { Layer: ConvolutionLayer { IsPointwise: true, Input: null, Parts: 1 } conv } && Private(node.Inputs[0]) &&
        _nodes[node.Inputs[0]] is { Layer: AffineLayer affine } source
            ? node with { Layer = conv with { Input = affine }, Inputs = [source.Inputs[0], .. node.Inputs.Skip(1)] }
            : null;

    /// <summary>
    /// A 1×1 convolution of an average is the average of the convolution, as long as bias and activation come last; where it makes
    /// channels fewer, the average is the cheaper behind it (Inception).
    /// </summary>
    private NetworkNode? AverageBehindPointwise(NetworkNode node)
    {
        if (node is not { Layer: ConvolutionLayer { IsPointwise: true, Parts: 1, Input: null, Rows.Stride: 1, Columns.Stride: 1 } conv, Inputs.Count: 1 } || !Private(node.Inputs[0]) ||
            _nodes[node.Inputs[0]] is not { Layer: PoolLayer { Kind: PoolKind.Average, Rows.Stride: 1, Columns.Stride: 1, Bias: null, Activation.Kind: ActivationKind.None } pool } source ||
            _nodes[source.Inputs[0]].Shape is var input && (input.Channels <= conv.Bias.Length || input.Pixels is 1 || input.Pixels > source.Shape.Pixels))
        {
            return null;
        }

        _exchanged.Add(source.Id);
        _nodes[source.Id] = source with
        {
            Layer = conv with { Bias = new float[conv.Bias.Length], Activation = Activation.None },
            Shape = input with { Channels = conv.Bias.Length },
            Name = node.Name,
        };
        return node with { Layer = pool with { Bias = conv.Bias, Activation = conv.Activation }, Name = source.Name };
    }

    /// <summary>1×1 convolutions and other concatenations read a concatenation's inputs themselves, when nobody needs the copy then.</summary>
    private NetworkNode? ConcatIntoReader(NetworkNode node)
    {
        var conv = node.Layer as ConvolutionLayer;
        var parts = node.Layer is ConcatLayer ? node.Inputs.Count : conv is { IsPointwise: true } ? conv.Parts : 0;
        List<int> inputs = [.. node.Inputs.Take(parts).SelectMany(i => IsOnlyRead(i) ? _nodes[i].Inputs : [i])];
        return inputs.Count == parts ? null
            : node with { Layer = conv is null ? node.Layer : conv with { Parts = inputs.Count }, Inputs = [.. inputs, .. node.Inputs.Skip(parts)] };
    }

    /// <summary>True for a concatenation of several maps all of whose readers can read these instead.</summary>
    private bool IsOnlyRead(int node) =>
        _nodes[node] is { Layer: ConcatLayer, Inputs.Count: > 1 } && !_pinned.Contains(node) &&
        _nodes.Where((n, i) => _readers[i] > 0 && n.Inputs.Contains(node))
            .All(n => n.Layer is ConcatLayer || (n.Layer is ConvolutionLayer { IsPointwise: true } c && !n.Inputs.Skip(c.Parts).Contains(node)));

    private NetworkNode? ResidualIntoConvolution(NetworkNode node)
    {
        if (node is not { Layer: BinaryLayer { Kind: BinaryKind.Add } add } || node.Inputs[0] == node.Inputs[1])
        {
            return null;
        }

        // The later convolution takes the sum: the earlier value then exists already when it runs.
        foreach (var side in node.Inputs[0] > node.Inputs[1] ? [0, 1] : new[] { 1, 0 })
        {
            var other = node.Inputs[1 - side];
            if (Private(node.Inputs[side]) && _nodes[other].Shape == node.Shape &&
                _nodes[node.Inputs[side]] is { Layer: ConvolutionLayer { Activation.Kind: ActivationKind.None } conv } source &&
                source.Inputs.Count == conv.Parts && source.Shape == node.Shape)
            {
                return source with { Layer = conv with { Activation = add.Activation }, Inputs = [.. source.Inputs, other] };
            }
        }

        return null;
    }

    private NetworkNode? ActivationIntoProducer(NetworkNode node)
    {
        if (node is not { Layer: ActivationLayer { Activation: var activation } } || !Private(node.Inputs[0]))
        {
            return null;
        }

        var source = _nodes[node.Inputs[0]];
        return source.Layer switch
        {
            ConvolutionLayer { Activation.Kind: ActivationKind.None } c when !IsDenseOverMap(c, source) => source with { Layer = c with { Activation = activation } },
            AffineLayer { Activation.Kind: ActivationKind.None } a => source with { Layer = a with { Activation = activation } },
            BinaryLayer { Activation.Kind: ActivationKind.None } b => source with { Layer = b with { Activation = activation } },
            _ => null,
        };
    }

    /// <summary>Such a layer can be updated from what its sums were on the original image, so its activation stays a layer of its own.</summary>
    private bool IsDenseOverMap(ConvolutionLayer conv, NetworkNode node) =>
        conv.Parts == 1 && (_nodes[node.Inputs[0]] is { Layer: FlattenLayer } ||
        (_nodes[node.Inputs[0]].Shape is { Pixels: > 1 } map && conv.Rows == new AxisWindow(map.Height) && conv.Columns == new AxisWindow(map.Width)));

    /// <summary>A dense layer on a flattened map is a convolution with a kernel as large as the map.</summary>
    private NetworkNode? FlattenIntoDense(NetworkNode node)
    {
        if (node is not { Layer: ConvolutionLayer { Rows.Kernel: 1, Columns.Kernel: 1, Groups: 1 } conv, Inputs.Count: 1 } ||
            _nodes[node.Inputs[0]] is not { Layer: FlattenLayer flatten } source)
        {
            return null;
        }

        var map = _nodes[source.Inputs[0]].Shape;
        var weights = conv.Weights;
        if (flatten.ChannelsFirst)
        {
            weights = new float[conv.Weights.Length];
            for (var i = 0; i < weights.Length; i++)
            {
                var (o, rest) = Math.DivRem(i, map.Count);
                weights[i] = conv.Weights[(o * map.Count) + (rest % map.Channels * map.Pixels) + (rest / map.Channels)];
            }
        }

        return node with { Layer = conv with { Weights = weights, Rows = new(map.Height), Columns = new(map.Width) }, Inputs = [source.Inputs[0]] };
    }

    /// <summary>True when only one node reads the value and nobody outside wants it.</summary>
    private bool Private(int node) => _readers[node] == 1 && !_pinned.Contains(node);

    private void CountReaders()
    {
        Array.Clear(_readers);
        foreach (var output in _pinned)
        {
            _readers[output]++;
        }

        // Backwards, so that what only dead nodes read counts as unread too.
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (_readers[i] > 0)
            {
                foreach (var input in _nodes[i].Inputs)
                {
                    _readers[input]++;
                }
            }
        }
    }

    private (NetworkGraph Network, int[] Renamed) Compact(IReadOnlyList<int> outputs)
    {
        CountReaders();
        var renamed = new int[_nodes.Count];
        Array.Fill(renamed, -1);
        var kept = new List<NetworkNode>();
        for (var i = 0; i < _nodes.Count; i++)
        {
            if (_readers[i] > 0 || i == 0)
            {
                renamed[i] = kept.Count;
                kept.Add(_nodes[i] with { Id = kept.Count, Inputs = [.. _nodes[i].Inputs.Select(input => renamed[input])] });
            }
        }

        var network = new NetworkGraph(kept, [.. outputs.Select(o => renamed[o])]);
        return (network, [.. renamed.Select((to, from) => _exchanged.Contains(from) ? -1 : to)]);
    }
}
