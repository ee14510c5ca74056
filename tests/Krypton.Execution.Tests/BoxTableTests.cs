using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Kernels.Reference;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Networks;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Tests;

public class BoxTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    public void Nothing_outside_a_box_changes(int first)
    {
        for (var seed = first; seed < first + 30; seed++)
        {
            var random = new Random(seed);
            var model = Model.Read(RandomNetworks.Build(seed), "random");
            var grid = Scene.AnyGrid(model.Input.Shape, random);
            var scenes = Scene.Scenes(model, random);
            var table = new BoxTable(model.Network, grid);
            using var network = new CompiledNetwork(model.Network, new ReferenceDevice());
            using var original = new BaseActivations(network, scenes.Images, TestContext.Current.CancellationToken);
            foreach (var position in Scene.Some(grid, 2, random))
            {
                var (row, column) = grid.Find(position)!.Value;
                using var occluded = new BaseActivations(network, [Occluded(model, scenes, position)], TestContext.Current.CancellationToken);
                foreach (var node in model.Network.Nodes)
                {
                    var (rows, columns) = (table.RowIntervals(node.Id)[row], table.ColumnIntervals(node.Id)[column]);
                    Assert.True(AreEqualOutside(node.Shape, rows, columns, original, occluded, node.Id),
                        $"seed {seed}, {node.Layer.GetType().Name} '{node.Name}': something outside {rows} × {columns} changed");
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Boxes_of_convolutions_and_pools_are_as_small_as_can_be(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 50; i++)
        {
            var network = Chain(random);
            var shape = network.Nodes[0].Shape;
            var grid = Scene.AnyGrid(shape, random);
            var table = new BoxTable(network, grid);
            for (var row = 0; row < grid.Rows; row++)
            {
                Assert.Equal(Changed(network, grid.Y[row], grid.PatchHeight, columns: false), network.Nodes.Select(n => table.RowIntervals(n.Id)[row]));
            }

            for (var column = 0; column < grid.Columns; column++)
            {
                Assert.Equal(Changed(network, grid.X[column], grid.PatchWidth, columns: true), network.Nodes.Select(n => table.ColumnIntervals(n.Id)[column]));
            }
        }
    }

    [Fact]
    public void The_sums_over_the_grid_are_those_of_its_positions()
    {
        var network = Chain(new Random(5));
        var grid = Scene.AnyGrid(network.Nodes[0].Shape, new Random(6));
        var table = new BoxTable(network, grid);
        foreach (var node in network.Nodes)
        {
            var pixels = table.RowIntervals(node.Id).SelectMany(rows => table.ColumnIntervals(node.Id).Select(columns => (long)rows.Length * columns.Length)).ToList();
            Assert.Equal(pixels.Max(), table.LargestBox(node.Id));
            Assert.Equal(pixels.Sum(), table.AllBoxes(node.Id));
        }
    }

    private static float[] Occluded(Model model, Inference.OcclusionScenes scenes, Occlusion position)
    {
        var (shape, image) = (model.Input.Shape, scenes.Images[0].ToArray());
        for (var y = position.Y; y < position.Y + position.Height; y++)
        {
            var at = ((y * shape.Width) + position.X) * shape.Channels;
            scenes.Scenes[0].Fill.AsSpan(at, position.Width * shape.Channels).CopyTo(image.AsSpan(at));
        }

        return image;
    }

    private static unsafe bool AreEqualOutside(MapShape shape, Interval rows, Interval columns, BaseActivations a, BaseActivations b, int node)
    {
        for (var pixel = 0; pixel < shape.Pixels; pixel++)
        {
            var (y, x) = (pixel / shape.Width, pixel % shape.Width);
            if (y >= rows.Start && y < rows.End && x >= columns.Start && x < columns.End)
            {
                continue;
            }

            var at = pixel * Overlay.ChannelStride(shape.Channels);
            if (!new ReadOnlySpan<float>(a.Map(node) + at, shape.Channels).SequenceEqual(new ReadOnlySpan<float>(b.Map(node) + at, shape.Channels)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Convolutions and pools one after the other. Without dilation, whose gaps an interval cannot tell.</summary>
    private static NetworkGraph Chain(Random random)
    {
        var builder = new OnnxBuilder();
        var (height, width) = (random.Next(20, 60), random.Next(20, 60));
        var x = builder.Input("x", null, 1, height, width);
        for (var i = random.Next(1, 6); i > 0 && Math.Min(height, width) > 6; i--)
        {
            var (kernel, strides) = (new[] { random.Next(1, 6), random.Next(1, 6) }, new[] { random.Next(1, 4), random.Next(1, 4) });
            int[] pads = [random.Next(kernel[0]), random.Next(kernel[1]), random.Next(kernel[0]), random.Next(kernel[1])];
            x = random.Next(3) switch
            {
                0 => builder.Node("MaxPool", [x], ("kernel_shape", kernel), ("strides", strides), ("pads", pads)),
                _ => builder.Node("Conv", [x, builder.Constant(new float[kernel[0] * kernel[1]], 1, 1, kernel[0], kernel[1])], ("strides", strides), ("pads", pads)),
            };
            (height, width) = (((height + pads[0] + pads[2] - kernel[0]) / strides[0]) + 1, ((width + pads[1] + pads[3] - kernel[1]) / strides[1]) + 1);
        }

        x = builder.Node("GlobalAveragePool", [x]);
        builder.Output(builder.Node("Flatten", [x]), null, 1);
        return Model.Read(builder.ToBytes(), "chain").Network;
    }

    /// <summary>Each node's changed interval, by marking cells one by one.</summary>
    private static IEnumerable<Interval> Changed(NetworkGraph network, int start, int patch, bool columns)
    {
        var marked = new List<bool[]>();
        foreach (var node in network.Nodes)
        {
            int Length(MapShape shape) => columns ? shape.Width : shape.Height;
            var cells = new bool[Length(node.Shape)];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = node.Layer switch
                {
                    InputLayer => i >= start && i < start + patch,
                    ConvolutionLayer c => Reads(columns ? c.Columns : c.Rows),
                    PoolLayer p => Reads(columns ? p.Columns : p.Rows),
                    _ => marked[node.Inputs[0]].Contains(true),
                };
                bool Reads(AxisWindow window) => Enumerable.Range((i * window.Stride) - window.PadBefore, window.Kernel)
                    .Any(cell => cell >= 0 && cell < marked[node.Inputs[0]].Length && marked[node.Inputs[0]][cell]);
            }

            marked.Add(cells);
        }

        return marked.Select(cells => cells.Contains(true) ? new Interval(Array.IndexOf(cells, true), Array.LastIndexOf(cells, true) + 1) : Interval.Empty);
    }
}
