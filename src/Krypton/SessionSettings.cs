using System.Globalization;
using Krypton.Devices;
using Krypton.Gpu;
using Krypton.Planning.Physical;
using Krypton.Planning.Rules;

namespace Krypton;

/// <summary>What SET changes. Settings belong to one session.</summary>
public sealed class SessionSettings
{
    private static readonly Setting[] All =
    [
        new("threads", "CPU threads for a query", s => $"{s.Threads}", (s, text) => s.Threads = ParseThreads(text)),
        new("memory_limit", "bytes for weights, activations and overlays of a query", s => $"{s.MemoryLimit >> 20}MB", (s, text) => s.MemoryLimit = Bytes("memory_limit", text)),
        new("activation_cache", "bytes for activations of explained images that later queries reuse; 0 keeps none", s => $"{s.ActivationCache >> 20}MB", (s, text) => s.ActivationCache = text.Trim() == "0" ? 0 : Bytes("activation_cache", text)),
        new("executor", "auto, incremental or naive", s => s.Executor.ToString().ToLowerInvariant(), (s, text) => s.Executor = ParseExecutor(text)),
        new("device", "auto, cpu, cuda or opencl", s => s.Device.ToString().ToLowerInvariant(), (s, text) => s.Device = ParseDevice(text)),
        new("precision", "of products on a GPU: fp32 is exact; 3xtf32 nearly so, and auto takes it where it is faster; tf32 and bf16 approximate", s => Precisions.Name(s.Precision), (s, text) => s.Precision = Precisions.Parse(text)),
        .. RuleCatalog.Switches.Select(rule => new Setting($"rule.{rule.Name}", rule.Summary, s => s.OffRules.Contains(rule.Name) ? "off" : "on", (s, text) => s.Switch(rule.Name, text))),
    ];

    private readonly HashSet<string> _offRules = [];

    private sealed record Setting(string Name, string Meaning, Func<SessionSettings, string> Get, Action<SessionSettings, string> Set);

    /// <summary>The names of all settings.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>CPU threads for a query.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Bytes; half of what the machine (or the container) has by default.</summary>
    public long MemoryLimit { get; set; } = Math.Max(256L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>Bytes of base activations kept for later queries.</summary>
    public long ActivationCache { get; set; }

    /// <summary>How positions are evaluated: the cheapest way, incrementally, or naively on ONNX Runtime.</summary>
    public ExecutorChoice Executor { get; set; } = ExecutorChoice.Auto;

    /// <summary>Where queries run.</summary>
    public DeviceChoice Device { get; set; } = DeviceChoice.Auto;

    /// <summary>The precision of products on a GPU, the CPU's are always fp32; null lets the cost model choose between fp32 and 3xtf32.</summary>
    public Precision? Precision { get; set; } = Gpu.Precision.Fp32;

    /// <summary>Rules that are switched off.</summary>
    public IReadOnlySet<string> OffRules => _offRules;

    /// <summary>Every setting: name, value in force, meaning.</summary>
    public IEnumerable<(string Name, string Value, string Meaning)> Values() => All.Select(s => (s.Name, s.Get(this), s.Meaning));

    /// <summary>Sets a setting from its text; returns false when there is none of that name.</summary>
    /// <exception cref="FormatException">The value does not fit; the message says which would.</exception>
    public bool TrySet(string name, string value)
    {
        if (All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } setting)
        {
            return false;
        }

        setting.Set(this, value);
        return true;
    }

    private void Switch(string rule, string text)
    {
        switch (text.ToUpperInvariant())
        {
            case "ON" or "TRUE" or "1":
                _offRules.Remove(rule);
                break;
            case "OFF" or "FALSE" or "0":
                _offRules.Add(rule);
                break;
            default:
                throw new FormatException($"rule.{rule} must be on or off, not '{text}'");
        }
    }

    private static int ParseThreads(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var threads) && threads is >= 1 and <= 256
            ? threads
            : throw new FormatException($"threads must be a whole number from 1 to 256, not '{text}'");

    private static ExecutorChoice ParseExecutor(string text) =>
        Enum.TryParse<ExecutorChoice>(text, ignoreCase: true, out var choice) && !char.IsAsciiDigit(text[0])
            ? choice
            : throw new FormatException($"executor must be auto, incremental or naive, not '{text}'");

    private static DeviceChoice ParseDevice(string text) =>
        Enum.TryParse<DeviceChoice>(text, ignoreCase: true, out var choice) && !char.IsAsciiDigit(text[0])
            ? choice
            : throw new FormatException($"device must be auto, cpu, cuda or opencl, not '{text}'");

    private static long Bytes(string setting, string text)
    {
        var trimmed = text.Trim().ToUpperInvariant();
        var unit = new[] { ("KB", 10), ("MB", 20), ("GB", 30), ("TB", 40), ("B", 0) }.FirstOrDefault(u => trimmed.EndsWith(u.Item1, StringComparison.Ordinal), ("", -1));
        var number = trimmed[..^unit.Item1.Length].Trim();
        return unit.Item2 >= 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * Math.Pow(2, unit.Item2) is >= 1 << 20 and <= 1L << 50
            ? (long)(value * Math.Pow(2, unit.Item2))
            : throw new FormatException($"{setting} must be a size of at least 1 MB such as '2GB' or '512MB', not '{text}'");
    }
}
