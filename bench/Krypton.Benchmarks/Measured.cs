using System.Diagnostics;

namespace Krypton.Benchmarks;

/// <summary>Small tools of measuring.</summary>
internal static class Measured
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The most memory the process ever held, in MB; 0 where the system does not say.</summary>
    public static long PeakProcessMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    /// <summary>The machine in words: processor, cores, vector instructions, runtime.</summary>
    public static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        var vector = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "AVX-512" : System.Runtime.Intrinsics.X86.Fma.IsSupported ? "AVX2, FMA" : "no FMA";
        return $"{model ?? "unknown processor"}, {Environment.ProcessorCount} cores, {vector}, .NET {Environment.Version}";
    }
}
