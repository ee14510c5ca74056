using System.Runtime.InteropServices;
using Krypton.Gpu.Cuda;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>What the driver reads lies where it looks (CUDA Driver API 11.8, cuda.h: CUlaunchConfig, CUlaunchAttribute).</summary>
public class CudaDriverTests
{
    [Fact]
    public void A_launch_s_configuration_has_the_driver_s_layout()
    {
        Assert.Equal(56, Marshal.SizeOf<CudaDriver.Configuration>());
        Assert.Equal(24, (int)Marshal.OffsetOf<CudaDriver.Configuration>(nameof(CudaDriver.Configuration.SharedBytes)));
        Assert.Equal(32, (int)Marshal.OffsetOf<CudaDriver.Configuration>(nameof(CudaDriver.Configuration.Stream)));
        Assert.Equal(40, (int)Marshal.OffsetOf<CudaDriver.Configuration>(nameof(CudaDriver.Configuration.Attributes)));
        Assert.Equal(48, (int)Marshal.OffsetOf<CudaDriver.Configuration>(nameof(CudaDriver.Configuration.AttributeCount)));
    }

    [Fact]
    public void An_attribute_has_the_driver_s_layout()
    {
        var attribute = CudaDriver.Attribute.Cluster(8);
        var words = MemoryMarshal.Cast<CudaDriver.Attribute, int>(new Span<CudaDriver.Attribute>(ref attribute));
        Assert.Equal(72 / sizeof(int), words.Length);
        Assert.Equal([4, 0, 1, 1, 8], words[..5].ToArray());
        attribute = CudaDriver.Attribute.Overlap;
        Assert.Equal([6, 0, 1], words[..3].ToArray());
    }
}
