using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Planning.Tests;

public class CostModelTests
{
    private static readonly CostModel Model = new(DeviceProfile.Default, 2);

    [Fact]
    public void Every_layer_that_computes_costs_time()
    {
        foreach (var network in LayerExamples.Computing)
        {
            var cost = Model.Layer(network, network.Nodes[1], Grids.Boxes(network, 4, 3), 9);
            Assert.True(cost.Seconds > 0 && double.IsFinite(cost.Seconds), $"{network.Nodes[1].Name} costs {cost.Seconds} s");
            Assert.True(cost.Bytes > 0, $"{network.Nodes[1].Name} moves {cost.Bytes} bytes");
        }
    }

    [Fact]
    public void Every_layer_but_flattening_costs_time_on_the_runtime_too()
    {
        foreach (var network in LayerExamples.Computing)
        {
            var handing = Model.RuntimeSuffix(new NetworkGraph([network.Nodes[0], network.Nodes[1] with { Layer = new FlattenLayer(true), Inputs = [0] }], [1]), 1, 8, 8);
            var seconds = Model.Naive(network, 8, 8);
            Assert.True(double.IsFinite(seconds));
            Assert.Equal(network.Nodes[1].Layer is not FlattenLayer, seconds > handing);
        }
    }

    [Fact]
    public void The_input_costs_nothing()
    {
        var network = LayerExamples.Small(32);
        Assert.Equal(default, Model.Layer(network, network.Nodes[0], Grids.Boxes(network, 4, 3), 9));
    }

    [Fact]
    public void No_boxes_cost_nothing()
    {
        var network = LayerExamples.Small(32);
        var boxes = Grids.Boxes(network, 4, 0);
        Assert.Equal(0, Model.Incremental(network, boxes, 16));
        Assert.All(network.Nodes, node => Assert.Equal(default, Model.Layer(network, node, boxes, 16)));
    }

    [Fact]
    public void More_positions_cost_more()
    {
        var network = LayerExamples.Small(32);
        var costs = Enumerable.Range(1, 8).Select(side => Model.Incremental(network, Grids.Boxes(network, 4, side), 16)).ToList();
        Assert.Equal(costs.Distinct().Order(), costs);
    }

    [Fact]
    public void Larger_patches_cost_more()
    {
        var network = LayerExamples.Small(32);
        var costs = Enumerable.Range(1, 8).Select(patch => Model.Incremental(network, Grids.Boxes(network, patch, 4), 16)).ToList();
        Assert.Equal(costs.Distinct().Order(), costs);
    }

    [Fact]
    public void Smaller_batches_read_weights_more_often()
    {
        var network = LayerExamples.Small(64);
        var boxes = Grids.Boxes(network, 2, 8);
        var dense = network.Nodes[3];
        Assert.True(Model.Layer(network, dense, boxes, 1).Bytes > 3 * Model.Layer(network, dense, boxes, 64).Bytes);
        Assert.True(Model.Incremental(network, boxes, 1) > Model.Incremental(network, boxes, 64));
    }

    [Fact]
    public void More_threads_cost_less_time_for_the_same_work()
    {
        var network = LayerExamples.Small(64);
        var four = new CostModel(DeviceProfile.Default, 4);
        Assert.True(four.Naive(network, 64, 8) < Model.Naive(network, 64, 8));
        Assert.True(four.Preparation(network) < Model.Preparation(network));
    }

    [Fact]
    public void Naive_inference_costs_by_the_image()
    {
        var network = LayerExamples.Small(32);
        Assert.Equal(10 * Model.Naive(network, 8, 8), Model.Naive(network, 80, 8), 12);
        Assert.Equal(0, Model.Naive(network, 0, 8));
    }

    [Fact]
    public void A_later_cut_leaves_the_runtime_less_to_compute_and_hands_over_the_maps_it_reads()
    {
        var network = LayerExamples.Small(64);
        var suffixes = network.Nodes.Skip(1).Select(n => Model.RuntimeSuffix(network, n.Id, 8, 8)).ToList();
        Assert.Equal(Model.Naive(network, 8, 8), suffixes[0]);
        var handed = network.Nodes[2].Shape.Count * sizeof(float) * 8 * DeviceProfile.Default.PerHandedByte;
        Assert.True(suffixes[2] > handed);
        Assert.True(Model.RuntimeSuffix(network, network.Nodes.Count, 8, 8) == 0);
    }

    [Fact]
    public void The_base_costs_at_least_one_position_that_changes_everything()
    {
        var network = LayerExamples.Small(64);
        Assert.True(Model.Base(network) >= Model.Incremental(network, Grids.Boxes(network, 12, 1), 1) * 0.5);
        Assert.True(Model.Base(network) < Model.Incremental(network, Grids.Boxes(network, 12, 1), 1) * 10);
    }

    [Fact]
    public void Only_layers_with_weights_are_prepared()
    {
        var graph = LayerExamples.Of(new SoftmaxLayer(false), LayerExamples.Map);
        Assert.Equal(0, Model.Preparation(graph));
        Assert.True(Model.Preparation(LayerExamples.Small(64)) > Model.Preparation(LayerExamples.Small(32)));
    }
}
