using System.Reflection;
using Krypton.Gpu.Kernels;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>What cannot run here is at least compiled, and assembled where NVIDIA's assembler is at hand (PATH or the variable PTXAS).</summary>
public class PtxTests
{
    private static readonly Type[] Families = [typeof(ConvolutionKernels), typeof(CombineKernel), typeof(AverageKernel), typeof(WindowKernels), typeof(PointKernels)];

    public static TheoryData<string> Kernels { get; } = [.. All().Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_compiles(string name)
    {
        var ptx = PtxText.Compile(Kernel(name));
        Assert.Contains(".entry", ptx);
        Assert.DoesNotContain(".local", ptx);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void No_kernel_spills(string name)
    {
        var words = PtxText.Assemble(PtxText.Compile(Kernel(name)));
        Assert.SkipWhen(words is null, "there is no ptxas here");
        Assert.Contains("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads", words);
    }

    [Theory]
    [InlineData("Wide")]
    [InlineData("Narrow")]
    public void Operands_come_sixteen_bytes_at_a_time(string name)
    {
        var ptx = PtxText.Compile(Kernel(name));
        Assert.Contains("ld.global.v4.f32", ptx);
        Assert.Contains("st.global.v4.f32", ptx);
        Assert.Contains("ld.shared.v4.f32", ptx);
    }

    private static IEnumerable<MethodInfo> All() => Families.SelectMany(f => f.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly));

    private static MethodInfo Kernel(string name) => All().Single(k => k.Name == name);
}
