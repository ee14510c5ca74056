using System.Reflection;
using System.Text.RegularExpressions;
using Krypton.Gpu.Kernels;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>What cannot run here is at least compiled, and assembled where NVIDIA's assembler is at hand (PATH or the variable PTXAS).</summary>
public partial class PtxTests
{
    private static readonly Type[] Families = [typeof(ConvolutionKernels), typeof(TensorKernels), typeof(WindowKernels), typeof(PointKernels)];

    public static TheoryData<string> Kernels { get; } = [.. All().Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_compiles(string name)
    {
        var ptx = PtxText.Compile(Kernel(name));
        Assert.Contains(".entry", ptx);


        // ILGPU gives the assembly's results a place there, which NVIDIA's assembler takes away again.
        Assert.True(Kernel(name).DeclaringType == typeof(TensorKernels) || !ptx.Contains(".local"), "it keeps values in local memory");
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
    [InlineData("Tf32")]
    [InlineData("SplitTf32")]
    [InlineData("Bf16")]
    public void Operands_come_sixteen_bytes_at_a_time(string name)
    {
        var ptx = PtxText.Compile(Kernel(name));
        Assert.Contains("ld.global.v4.f32", ptx);
        Assert.Contains("st.global.v4.f32", ptx);
        Assert.Contains(name is "Wide" or "Narrow" ? "ld.shared.v4.f32" : "st.shared.v4.f32", ptx);
    }

    /// <summary>Two tiles of 16 pixels times eight of 8 outputs; split operands take three products.</summary>
    [Theory]
    [InlineData("Tf32", "m16n8k8.row.col.f32.tf32.tf32.f32", 16)]
    [InlineData("SplitTf32", "m16n8k8.row.col.f32.tf32.tf32.f32", 48)]
    [InlineData("Bf16", "m16n8k16.row.col.f32.bf16.bf16.f32", 16)]
    public void Tensor_products_have_their_operands(string name, string shape, int products)
    {
        var found = Product().Matches(PtxText.Compile(Kernel(name))).Where(m => m.Groups["shape"].Value == shape).ToList();
        Assert.Equal(products, found.Count);
        foreach (var product in found)
        {
            string[] Registers(string group) => [.. product.Groups[group].Value.Split(',').Select(r => r.Trim())];
            Assert.Equal(Registers("to"), Registers("sum"));
            Assert.Equal(4, Registers("left").Distinct().Count());
            Assert.Equal(2, Registers("right").Distinct().Count());
            Assert.All(Registers("left").Concat(Registers("right")), r => Assert.StartsWith("%", r));
        }

        // Every sum takes part in as many products.
        Assert.Equal(16, found.Select(m => m.Groups["to"].Value).Distinct().Count());
        Assert.All(found.GroupBy(m => m.Groups["to"].Value), g => Assert.Equal(products / 16, g.Count()));
    }

    private static IEnumerable<MethodInfo> All() => Families.SelectMany(f => f.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly));

    private static MethodInfo Kernel(string name) => All().Single(k => k.Name == name);

    [GeneratedRegex(@"mma\.sync\.aligned\.(?<shape>\S+) \{(?<to>[^}]*)\}, \{(?<left>[^}]*)\}, \{(?<right>[^}]*)\}, \{(?<sum>[^}]*)\};")]
    private static partial Regex Product();
}
