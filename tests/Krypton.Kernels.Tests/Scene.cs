using Krypton.Kernels.Reference;
using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

/// <summary>One layer with overlays of random values to run kernels on: eight positions with ragged boxes over the random base maps of two images, in turns.</summary>
internal sealed unsafe class Scene : IDisposable
{
    /// <summary>What an output holds before a kernel runs: a pixel that stays so was not written.</summary>
    private const float Untouched = -7777;

    /// <summary>Floats behind the output's last pixel that no kernel may write.</summary>
    private const int Guard = 32;

    private const int Images = 2;

    private readonly NetworkNode _node;
    private readonly MapShape[] _shapes;
    private readonly Overlay[] _inputs;
    private readonly Overlay _output;
    private readonly List<NativeBuffer> _buffers = [];

    /// <param name="engine">True: the output's boxes are what the rectangle algebra says changes. False: boxes of any kind, apart from the inputs'.</param>
    /// <param name="whole">True: one position, all boxes the whole map and no base.</param>
    public Scene(LayerCase layer, bool engine = false, bool whole = false, int seed = 1)
    {
        (_node, _shapes) = (layer.Node, layer.Inputs);
        var random = new Random(seed);
        _inputs = [.. _shapes.Select(shape => new Overlay(shape))];
        _output = new Overlay(_node.Shape);
        for (var i = 0; i < _inputs.Length; i++)
        {
            _inputs[i].Base = Random(random, Images * _inputs[i].Shape.Pixels * (long)_inputs[i].Stride);
        }

        SetWhole(Images);
        foreach (var input in _inputs)
        {
            input.Data = input.Base;
        }

        // The base of the output is what the layer gives on the inputs' bases.
        var below = Buffer(_output.Floats);
        _output.Data = below;
        using (var reference = new ReferenceDevice().Compile(_node, _shapes))
        {
            reference.Run(_inputs, _output);
        }

        if (whole)
        {
            SetWhole(1);
            foreach (var input in _inputs)
            {
                input.Base = null;
            }
        }
        else
        {
            _output.Base = below;
            SetBoxes(random, engine);
        }
    }

    /// <summary>Pixels of all boxes of the output.</summary>
    public long Pixels => _output.Pixels;

    /// <summary>The output's boxes after a run of the kernel that the device compiles, padding lanes included.</summary>
    public float[] Run(IDevice device, int times = 1)
    {
        using var kernel = Compile(device);
        for (var i = 1; i < times; i++)
        {
            Run(kernel);
        }

        return Run(kernel);
    }

    public Kernel Compile(IDevice device) => device.Compile(_node, _shapes);

    public float[] Run(Kernel kernel)
    {
        var buffer = NativeBuffer.Of(_output.Floats + Guard);
        buffer.Span.Fill(Untouched);
        _output.Data = buffer.Pointer;
        if (_output.Pixels > 0)
        {
            kernel.Run(_inputs, _output);
        }

        var values = buffer.Span[..^Guard].ToArray();
        var guard = buffer.Span[^Guard..].ToArray();
        buffer.Dispose();
        Assert.All(guard, v => Assert.Equal(Untouched, v));
        return values;
    }

    /// <summary>Runs the kernel again into the same memory, checking nothing.</summary>
    public void RunInto(Kernel kernel, NativeBuffer buffer)
    {
        buffer.Reserve(_output.Floats);
        _output.Data = buffer.Pointer;
        kernel.Run(_inputs, _output);
    }

    /// <summary>Asserts that the device's kernel writes every pixel and lane, and agrees with the scalar definition.</summary>
    public void AssertAgrees(IDevice device, float tolerance)
    {
        var expected = Run(new ReferenceDevice());
        var actual = Run(device, times: 2);
        for (var i = 0; i < expected.Length; i++)
        {
            var channel = i % _output.Stride;
            var where = $"pixel {i / _output.Stride}, channel {channel} of {_node.Shape} ({_node.Name})";
            Assert.True(float.IsFinite(actual[i]) && actual[i] != Untouched, $"{actual[i]} at {where}");
            var close = Math.Abs(actual[i] - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]));
            Assert.True(close || channel >= _node.Shape.Channels, $"{actual[i]} instead of {expected[i]} at {where}");
        }
    }

    public void Dispose()
    {
        _buffers.ForEach(b => b.Dispose());
        _output.Zero.Dispose();
        foreach (var input in _inputs)
        {
            input.Zero.Dispose();
        }
    }

    private void SetWhole(int count)
    {
        foreach (var overlay in _inputs.Append(_output))
        {
            overlay.BeginWhole(count);
        }
    }

    private void SetBoxes(Random random, bool engine)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            var boxes = Boxes.Of(_shapes[i]);
            _inputs[i].Begin(boxes.Count);
            for (var p = 0; p < boxes.Count; p++)
            {
                // Inputs of one node see different boxes, as they do after layers of different reach.
                var (rows, columns) = boxes[(p + i) % boxes.Count];
                _inputs[i].SetBox(p, rows, columns, p % Images);
            }

            _inputs[i].Data = Random(random, _inputs[i].Floats);
        }

        var outputs = Boxes.Of(_node.Shape);
        _output.Begin(outputs.Count);
        for (var p = 0; p < outputs.Count; p++)
        {
            var (rows, columns) = engine ? (Changed(p, columns: false), Changed(p, columns: true)) : outputs[(p + 3) % outputs.Count];
            _output.SetBox(p, rows, columns, p % Images);
        }
    }

    private Interval Changed(int position, bool columns)
    {
        Interval[] inputs = [.. _inputs.Select(input => input.Boxes[position]).Select(b => columns ? new Interval(b.X, b.X + b.Width) : new Interval(b.Y, b.Y + b.Height))];
        return Rectangles.Changed(_node, inputs, _shapes, columns);
    }

    private float* Random(Random random, long count)
    {
        var values = Buffer(count);
        for (var i = 0; i < count; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    private float* Buffer(long count)
    {
        var buffer = NativeBuffer.Of(count);
        _buffers.Add(buffer);
        return buffer.Pointer;
    }
}
