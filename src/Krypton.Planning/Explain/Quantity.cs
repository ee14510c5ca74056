using System.Globalization;

namespace Krypton.Planning.Explain;

/// <summary>Numbers with their units, the same on every machine.</summary>
public static class Quantity
{
    private static readonly (double Size, string Unit)[] SecondUnits = [(1, "s"), (1e-3, "ms"), (1e-6, "µs")];

    public static string Seconds(double seconds)
    {
        if (seconds == 0)
        {
            return "0 s";
        }

        var (size, unit) = SecondUnits.FirstOrDefault(u => seconds >= u.Size, SecondUnits[^1]);
        return $"{Three(seconds / size)} {unit}";
    }

    public static string Bytes(long bytes) => bytes >= 1L << 30 ? $"{Three(bytes / (double)(1 << 30))} GB" : bytes >= 1 << 20 ? $"{Three(bytes / (double)(1 << 20))} MB" : $"{Three(bytes / 1024.0)} kB";

    public static string Flops(double flops) => flops >= 1e12 ? $"{Three(flops / 1e12)} TFLOP" : flops >= 1e9 ? $"{Three(flops / 1e9)} GFLOP" : $"{Three(flops / 1e6)} MFLOP";

    public static string Percent(double share) => $"{Three(share * 100)} %";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>About three figures.</summary>
    private static string Three(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
