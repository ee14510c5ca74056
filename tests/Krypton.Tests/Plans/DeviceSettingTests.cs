using Krypton.Gpu;
using Krypton.Sql;

namespace Krypton.Tests.Plans;

/// <summary>SET device and what becomes of it where a device is missing; the OpenCL test runs where an OpenCL device is.</summary>
public sealed class DeviceSettingTests : IDisposable
{
    private const string Query = "EXPLAIN OCCLUSION ON film USING chest FOR CLASS 0 WITH PATCH 32 STRIDE 32";

    private readonly PhantomSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_missing_device_falls_back_to_the_CPU_and_says_why()
    {
        Assert.SkipWhen(GpuDevices.MissingLibrary(GpuKind.Cuda) is null, "an NVIDIA driver is installed");
        _session.Execute("SET device = 'cuda'; SET precision = 'tf32'");
        const string Why = "cuda cannot be used: libcuda.so.1 was not found: no NVIDIA driver is installed; the CPU runs the query";
        var plan = PlanText.Of(_session.Execute($"EXPLAIN PLAN FOR {Query}"));
        Assert.Contains(plan, l => l.Contains($"device {Why}"));
        Assert.Contains(plan, l => l.Contains("IncrementalSegment  device cpu"));
        Assert.Contains(Why, _session.Execute(Query).Single().Notes);
        _session.Execute("SET device = 'auto'");
        Assert.DoesNotContain(PlanText.Of(_session.Execute($"EXPLAIN PLAN FOR {Query}")), l => l.Contains("cannot be used"));
    }

    [Fact]
    public void SHOW_DEVICES_tells_what_was_probed()
    {
        var rows = _session.Execute("SHOW DEVICES").Single().Relation!.Rows.ToList();
        Assert.Equal(["cpu", "cuda", "opencl"], rows.Select(r => r[0]));
        var missing = GpuDevices.MissingLibrary(GpuKind.Cuda);
        Assert.True(missing is null || ((string)rows[1][1]!).Contains(missing), (string)rows[1][1]!);
    }

    [Theory]
    [InlineData("device", "tpu", "device must be auto, cpu, cuda or opencl, not 'tpu'")]
    [InlineData("precision", "fp8", "precision must be fp32, tf32, 3xtf32, bf16, auto, not 'fp8'")]
    public void Other_values_are_refused(string setting, string value, string message) =>
        Assert.Contains(message, Assert.Throws<QueryException>(() => _session.Execute($"SET {setting} = '{value}'")).Message);

    [Fact]
    public void OpenCL_gives_the_CPU_s_scores_through_the_whole_engine()
    {
        Assert.SkipWhen(GpuDevices.Probe().Single(p => p.Device == "opencl").Missing is not null, "there is no OpenCL device");
        var cpu = _session.Execute(Query).Single().Heatmaps.Single();
        _session.Execute("SET device = 'opencl'; SET precision = 'bf16'");
        var plan = PlanText.Of(_session.Execute($"EXPLAIN PLAN FOR {Query}"));
        Assert.Contains(plan, l => l.Contains("device opencl, precision fp32"));
        var analysis = PlanText.Of(_session.Execute($"EXPLAIN ANALYZE {Query}"));
        Assert.Contains(analysis, l => l.Contains("conv_2 ") && l.Contains("convolution, narrow"));
        Assert.Contains(analysis, l => l.Contains("layers were waited for one by one over 49 positions"));
        var result = _session.Execute(Query).Single();
        Assert.Contains(result.Notes, n => n.Contains("has no tensor cores for bf16; products are fp32"));
        Assert.DoesNotContain(_session.Execute($"SET precision = 'auto'; {Query}").Last().Notes, n => n.Contains("tensor cores"));
        var opencl = result.Heatmaps.Single();
        for (var y = 0; y < cpu.Scores.GetLength(0); y++)
        {
            for (var x = 0; x < cpu.Scores.GetLength(1); x++)
            {
                Assert.Equal(cpu.Scores[y, x], opencl.Scores[y, x], 1e-3);
            }
        }
    }
}
