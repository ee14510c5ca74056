using System.Diagnostics;

namespace Krypton.Execution.Calibration;

/// <summary>What a calibration reads its times from.</summary>
public enum CalibrationClock
{
    /// <summary>Time that passes: what people wait for.</summary>
    Wall,

    /// <summary>The process's time on processors divided by its threads: for a machine that others use at the same time. It sees no thread wait for another.</summary>
    Processor,
}

internal static class CalibrationClocks
{
    /// <summary>Seconds since some moment; only differences mean anything.</summary>
    public static double Seconds(this CalibrationClock clock, int threads) => clock == CalibrationClock.Wall
        ? (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency
        : Environment.CpuUsage.TotalTime.TotalSeconds / threads;

    /// <summary>What stands for repeats of the same: the shortest time that passed, because disturbances only add; the median of processor times, which are booked now early, now late.</summary>
    public static double Typical(this CalibrationClock clock, List<double> seconds)
    {
        seconds.Sort();
        return clock == CalibrationClock.Wall ? seconds[0] : seconds[seconds.Count / 2];
    }
}
