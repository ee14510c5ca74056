using System.Text.Json;
using System.Text.Json.Serialization;
using Krypton.Models.Network;
using Krypton.Sql;

namespace Krypton.Planning.Cost;

/// <summary>A profile that cannot be read: the message says where and what to do.</summary>
public sealed class DeviceProfileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A machine's coefficients, as measured by <c>ANALYZE DEVICE</c>.</summary>
/// <param name="Machine">The machine in words.</param>
/// <param name="Threads">Threads of the measurement.</param>
/// <param name="Date">Day of the measurement, UTC.</param>
/// <param name="Kernels">Our kernels, one entry a family.</param>
/// <param name="Runtime">ONNX Runtime, one entry a family.</param>
/// <param name="PerPlacedBox">Seconds to place one position's box at one layer; one thread.</param>
/// <param name="PerAllocatedByte">Seconds a byte of memory used for the first time (base activations); one thread.</param>
/// <param name="PerTilePreparedByte">Seconds a byte of weights prepared for Winograd on tiles.</param>
/// <param name="PerPreparedByte">Seconds a byte of any other weights prepared.</param>
/// <param name="PerHandedByte">Seconds a byte of images or maps arranged for ONNX Runtime; one thread.</param>
public sealed record DeviceProfile(
    string Machine, int Threads, DateOnly Date, Seq<Coefficients> Kernels, Seq<Coefficients> Runtime,
    double PerPlacedBox, double PerAllocatedByte, double PerTilePreparedByte, double PerPreparedByte, double PerHandedByte)
{
    /// <summary>Seconds more a byte of Winograd's weights, in a call that must fetch them from memory because a network's do not fit into a cache; 0 in profiles of earlier versions.</summary>
    public double PerFarTileByte { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter<LayerFamily>(), new SequenceConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<DeviceProfile> Embedded = new(ReadEmbedded);

    /// <summary>The profile committed beside the code, for machines that were never measured.</summary>
    public static DeviceProfile Default => Embedded.Value;

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <exception cref="DeviceProfileException">Not JSON, a coefficient missing, negative or not finite, or a family missing.</exception>
    public static DeviceProfile FromJson(string json)
    {
        try
        {
            var profile = JsonSerializer.Deserialize<DeviceProfile>(json, Options) ?? throw new DeviceProfileException("the device profile is null; measure the machine again with ANALYZE DEVICE");
            profile.Check();
            return profile;
        }
        catch (JsonException e)
        {
            throw new DeviceProfileException($"the device profile cannot be read: {e.Message}; measure the machine again with ANALYZE DEVICE", e);
        }
    }

    private static DeviceProfile ReadEmbedded()
    {
        using var stream = typeof(DeviceProfile).Assembly.GetManifestResourceStream("default-profile.json")
            ?? throw new InvalidOperationException("default-profile.json is not embedded in the assembly");
        using var reader = new StreamReader(stream);
        return FromJson(reader.ReadToEnd());
    }

    private void Check()
    {
        if (Threads < 1)
        {
            throw new DeviceProfileException($"the device profile says {Threads} threads; there is at least one");
        }

        foreach (var (side, coefficients) in new[] { ("kernels", Kernels), ("runtime", Runtime) })
        {
            foreach (var family in Enum.GetValues<LayerFamily>().Where(f => f != LayerFamily.None))
            {
                if (coefficients.Count(c => c.Family == family) != 1)
                {
                    throw new DeviceProfileException($"the device profile's {side} need exactly one entry for {family}; measure the machine again with ANALYZE DEVICE");
                }
            }
        }

        double[] all =
        [
            PerPlacedBox, PerAllocatedByte, PerTilePreparedByte, PerPreparedByte, PerHandedByte, PerFarTileByte,
            .. Kernels.Concat(Runtime).SelectMany(c => new[] { c.PerFlop, c.PerByte, c.PerFarByte, c.PerWeightByte, c.PerBox, c.PerCall }),
        ];
        if (all.Any(c => !double.IsFinite(c) || c < 0))
        {
            throw new DeviceProfileException("the device profile holds a coefficient that is negative or not finite; measure the machine again with ANALYZE DEVICE");
        }
    }

    /// <summary>Sequences as plain arrays.</summary>
    private sealed class SequenceConverter : JsonConverter<Seq<Coefficients>>
    {
        public override Seq<Coefficients> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Coefficients[]>(ref reader, options)?.ToSeq() ?? Seq<Coefficients>.Empty;

        public override void Write(Utf8JsonWriter writer, Seq<Coefficients> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
