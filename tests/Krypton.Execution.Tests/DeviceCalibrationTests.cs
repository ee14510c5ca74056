using Krypton.Execution.Calibration;
using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Execution.Tests;

public class DeviceCalibrationTests
{
    private static readonly List<CalibrationNetwork> Networks = [.. CalibrationNetwork.All()];

    [Fact]
    public void A_calibrated_profile_is_complete_and_passes_the_check_of_stored_ones()
    {
        // The smallest network of each family: what the numbers are does not matter here.
        var networks = Networks.GroupBy(n => n.Family).Select(f => f.MinBy(n => n.Model.Network.Flops())!);
        var profile = DeviceCalibration.Measure(networks, 1, null, TestContext.Current.CancellationToken, CalibrationClock.Wall);
        Assert.Equal(1, profile.Threads);
        Assert.Equal(profile, DeviceProfile.FromJson(profile.ToJson()));
        Assert.All(
            profile.Kernels,
            c => Assert.True(c.PerFlop + c.PerByte + c.PerFarByte + c.PerWeightByte + c.PerBox > 0, $"{c.Family} costs nothing, however much of it there is"));
        Assert.All(
            profile.Runtime.Where(c => c.Family != LayerFamily.GlobalPool),
            c => Assert.True(c.PerFlop + c.PerByte + c.PerFarByte + c.PerWeightByte > 0, $"{c.Family} costs nothing on ONNX Runtime"));
    }

    [Fact]
    public void A_calibration_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var reports = new CancelAtFirst(cancellation);
        Assert.ThrowsAny<OperationCanceledException>(() => DeviceCalibration.Measure(1, reports, cancellation.Token));
        Assert.Equal(1, reports.Count);
    }

    [Fact]
    public void The_networks_of_a_calibration_hold_every_family()
    {
        var families = Networks.SelectMany(n => n.Model.Network.Nodes.Select(node => LayerFamilies.Of(node, n.Model.Network.InputShapes(node)))).Distinct();
        Assert.Equal(Enum.GetValues<LayerFamily>(), families.Order());
    }

    [Fact]
    public void Each_network_has_more_of_its_family_than_the_one_it_is_compared_with()
    {
        foreach (var network in Networks)
        {
            var (with, without) = (Count(network.Model.Network, network.Family), Count(network.Without.Network, network.Family));
            Assert.True(with > without, $"{network.Family}: {with} layers against {without}");
        }
    }

    private static int Count(NetworkGraph network, LayerFamily family) => network.Nodes.Count(n => LayerFamilies.Of(n, network.InputShapes(n)) == family);

    private sealed class CancelAtFirst(CancellationTokenSource cancellation) : IProgress<string>
    {
        public int Count { get; private set; }

        public void Report(string value)
        {
            Count++;
            cancellation.Cancel();
        }
    }
}
