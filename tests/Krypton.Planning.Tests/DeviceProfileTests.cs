using System.Text.Json.Nodes;
using Krypton.Planning.Cost;

namespace Krypton.Planning.Tests;

public class DeviceProfileTests
{
    [Fact]
    public void The_default_says_where_and_when_it_was_measured()
    {
        var profile = DeviceProfile.Default;
        Assert.NotEqual("", profile.Machine);
        Assert.True(profile.Threads > 0);
        Assert.True(profile.Date > new DateOnly(2026, 1, 1));
    }

    [Fact]
    public void A_profile_survives_being_written_and_read() => Assert.Equal(DeviceProfile.Default, DeviceProfile.FromJson(DeviceProfile.Default.ToJson()));

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("null", "null")]
    [InlineData("{", "cannot be read")]
    [InlineData("{}", "cannot be read")]
    [InlineData("[1, 2]", "cannot be read")]
    public void Malformed_json_is_refused_with_a_remedy(string json, string reason)
    {
        var error = Assert.Throws<DeviceProfileException>(() => DeviceProfile.FromJson(json));
        Assert.Contains(reason, error.Message);
        Assert.Contains("ANALYZE DEVICE", error.Message);
    }

    [Fact]
    public void A_missing_coefficient_is_refused_by_name() =>
        Refused(json => json["kernels"]![0]!.AsObject().Remove("perFlop"), "perFlop");

    [Fact]
    public void An_unknown_member_is_refused_by_name() => Refused(json => json["speed"] = 1, "speed");

    [Fact]
    public void A_missing_family_is_refused_by_name() => Refused(json => json["runtime"]!.AsArray().RemoveAt(0), "Winograd");

    [Fact]
    public void A_family_that_comes_twice_is_refused() => Refused(json => json["kernels"]![1]!["family"] = "Winograd", "exactly one entry for Winograd");

    [Fact]
    public void A_negative_coefficient_is_refused() => Refused(json => json["kernels"]![0]!["perByte"] = -1e-9, "negative");

    [Fact]
    public void No_threads_are_refused() => Refused(json => json["threads"] = 0, "0 threads");

    private static void Refused(Action<JsonNode> spoil, string reason)
    {
        var json = JsonNode.Parse(DeviceProfile.Default.ToJson())!;
        spoil(json);
        Assert.Contains(reason, Assert.Throws<DeviceProfileException>(() => DeviceProfile.FromJson(json.ToJsonString())).Message);
    }
}
