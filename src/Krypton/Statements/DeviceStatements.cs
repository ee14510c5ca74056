using System.Globalization;
using Krypton.Devices;
using Krypton.Execution.Calibration;
using Krypton.Gpu;
using Krypton.Planning.Cost;
using Krypton.Results;

namespace Krypton.Statements;

/// <summary>Runs ANALYZE DEVICE and SHOW DEVICES.</summary>
internal static class DeviceStatements
{
    /// <summary>Measures the machine; the coefficients stay in the catalog until the next time.</summary>
    public static QueryResult Analyze(string text, SessionContext context, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        if (context.Accelerator().Use is { } accelerator)
        {
            return AnalyzeAccelerator(text, context, accelerator.Name, progress, cancellation);
        }

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var steps = new Progress(progress);
        var profile = DeviceCalibration.Measure(context.Settings.Threads, steps, cancellation);
        context.Profiles.Save(profile);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return QueryResult.Table(text, Coefficients(profile), string.Create(CultureInfo.InvariantCulture, $"{profile.Machine} measured in {seconds:0.0} s; later plans go by it"));
    }

    private static QueryResult AnalyzeAccelerator(string text, SessionContext context, string device, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var profile = DeviceMeasurement.Measure(device, context.Accelerators.Open(device), new Progress(progress), cancellation);
        context.Profiles.Save(profile);
        Column[] columns =
        [
            new("device", typeof(string)), new("tflops_fp32", typeof(double)), new("tflops_tf32", typeof(double)), new("tflops_3xtf32", typeof(double)), new("tflops_bf16", typeof(double)),
            new("gb_per_s", typeof(double)), new("us_per_launch", typeof(double)), new("us_per_transfer", typeof(double)), new("transfer_gb_per_s", typeof(double)),
        ];
        var relation = Relation.Of(columns, [
            device, 1e-12 / profile.PerFlop, 1e-12 / profile.PerTf32Flop, 1e-12 / profile.PerSplitFlop, 1e-12 / profile.PerBf16Flop,
            1e-9 / profile.PerByte, profile.PerLaunch * 1e6, profile.PerTransfer * 1e6, 1e-9 / profile.PerTransferredByte]);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return QueryResult.Table(text, relation, string.Create(CultureInfo.InvariantCulture, $"{profile.Machine} measured in {seconds:0.0} s; later plans go by it (SET device = 'cpu' measures the CPU)"));
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
        object?[] cpu =
        [
            "cpu", DeviceCalibration.Machine(), context.Settings.Threads, $"{memory >> 20} MB",
            context.Profiles.Measured ? "measured by ANALYZE DEVICE" : $"defaults, measured on {profile.Machine}", profile.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ];
        return QueryResult.Table(text, Relation.Of(columns, [cpu, .. GpuDevices.Probe().Select(probe => Row(probe, context))]));
    }

    private static object?[] Row(GpuProbe probe, SessionContext context)
    {
        if (probe.Missing is { } missing)
        {
            return [probe.Device, $"not to be had: {missing}", null, "", "", ""];
        }

        var profile = context.Profiles.Accelerator(probe.Device);
        return
        [
            probe.Device, probe.Name, null, $"{probe.MemoryBytes >> 20} MB",
            profile.Measured is null ? profile.Machine : "measured by ANALYZE DEVICE", profile.Measured?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "not measured",
        ];
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
