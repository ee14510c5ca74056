using System.Globalization;
using Krypton.Execution.Calibration;
using Krypton.Planning.Cost;
using Krypton.Results;

namespace Krypton.Statements;

/// <summary>Runs ANALYZE DEVICE and SHOW DEVICES.</summary>
internal static class DeviceStatements
{
    /// <summary>Measures the machine; the coefficients stay in the catalog until the next time.</summary>
    public static QueryResult Analyze(string text, SessionContext context, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var steps = new Progress(progress);
        var profile = DeviceCalibration.Measure(context.Settings.Threads, steps, cancellation);
        context.Profiles.Save(profile);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return QueryResult.Table(text, Coefficients(profile), string.Create(CultureInfo.InvariantCulture, $"{profile.Machine} measured in {seconds:0.0} s; later plans go by it"));
    }

    public static QueryResult Show(string text, SessionContext context)
    {
        Column[] columns =
        [
            new("device", typeof(string)), new("description", typeof(string)), new("threads", typeof(int)), new("memory", typeof(string)),
            new("coefficients", typeof(string)), new("measured", typeof(string)),
        ];
        var profile = context.Profiles.Current;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return QueryResult.Table(text, Relation.Of(columns, [
            "cpu", DeviceCalibration.Machine(), context.Settings.Threads, $"{memory >> 20} MB",
            context.Profiles.Measured ? "measured by ANALYZE DEVICE" : $"defaults, measured on {profile.Machine}", profile.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]));
    }

    private static Relation Coefficients(DeviceProfile profile)
    {
        Column[] columns =
        [
            new("executor", typeof(string)), new("layers", typeof(string)), new("ns_per_kflop", typeof(double)), new("ns_per_kb", typeof(double)),
            new("ns_per_far_kb", typeof(double)), new("ns_per_weight_kb", typeof(double)), new("ns_per_box", typeof(double)), new("us_per_call", typeof(double)),
        ];
        static object?[] Row(string executor, Coefficients c) =>
        [
            executor, c.Family.ToString(), c.PerFlop * 1e12, c.PerByte * 1024e9, c.PerFarByte * 1024e9, c.PerWeightByte * 1024e9, c.PerBox * 1e9, c.PerCall * 1e6,
        ];
        return Relation.Of(columns, [.. profile.Kernels.Select(c => Row("kernels", c)), .. profile.Runtime.Select(c => Row("ONNX Runtime", c))]);
    }

    private sealed class Progress(IProgress<QueryProgress>? progress) : IProgress<string>
    {
        public void Report(string value) => progress?.Report(new QueryProgress(value, 0, 0, TimeSpan.Zero, null));
    }
}
