using System.Text.Json;

namespace Krypton.Planning.Cost;

/// <summary>What a device beside the CPU costs.</summary>
/// <param name="Device">The name that SET device takes.</param>
/// <param name="Machine">The device in words.</param>
/// <param name="Measured">Day of the measurement, UTC; null for figures that nobody has measured.</param>
/// <param name="Multiprocessors">Groups that run side by side are a multiple of these.</param>
/// <param name="PerFlop">Seconds a floating-point operation of a full device, fp32.</param>
/// <param name="PerTf32Flop">The same on tensor cores, operands rounded to tf32.</param>
/// <param name="PerSplitFlop">The same with operands split in two.</param>
/// <param name="PerBf16Flop">The same with operands rounded to bf16.</param>
/// <param name="PerByte">Seconds a byte read or written in the device's memory.</param>
/// <param name="PerLaunch">Seconds a launch, which is a layer of a batch.</param>
/// <param name="PerTransfer">Seconds a transfer between host and device, whatever its size.</param>
/// <param name="PerTransferredByte">Seconds a byte of it.</param>
public sealed record AcceleratorProfile(
    string Device, string Machine, DateOnly? Measured, int Multiprocessors, double PerFlop, double PerTf32Flop, double PerSplitFlop, double PerBf16Flop,
    double PerByte, double PerLaunch, double PerTransfer, double PerTransferredByte)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private static readonly Lazy<AcceleratorProfile[]> Embedded = new(ReadEmbedded);

    /// <summary>The figures committed beside the code, for devices that were never measured.</summary>
    public static AcceleratorProfile Default(string device) => Embedded.Value.Single(p => p.Device == device);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <exception cref="DeviceProfileException">Not JSON, or a coefficient missing, not above zero or not finite.</exception>
    public static AcceleratorProfile FromJson(string json)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<AcceleratorProfile>(json, Options);
            double[] all = profile is null
                ? []
                : [profile.Multiprocessors, profile.PerFlop, profile.PerTf32Flop, profile.PerSplitFlop, profile.PerBf16Flop, profile.PerByte, profile.PerLaunch, profile.PerTransfer, profile.PerTransferredByte];
            return profile is not null && all.All(c => double.IsFinite(c) && c > 0)
                ? profile
                : throw new DeviceProfileException("the device's profile holds a figure that is not above zero; measure it again with ANALYZE DEVICE");
        }
        catch (JsonException e)
        {
            throw new DeviceProfileException($"the device's profile cannot be read: {e.Message}; measure it again with ANALYZE DEVICE", e);
        }
    }

    private static AcceleratorProfile[] ReadEmbedded()
    {
        using var stream = typeof(AcceleratorProfile).Assembly.GetManifestResourceStream("default-accelerators.json")
            ?? throw new InvalidOperationException("default-accelerators.json is not embedded in the assembly");
        return JsonSerializer.Deserialize<AcceleratorProfile[]>(stream, Options) ?? [];
    }
}
