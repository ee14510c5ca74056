using System.Text.RegularExpressions;
using Krypton.Gpu.Cuda;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>The convolutions written in PTX, as far as that goes without a GPU.</summary>
public partial class ConvolutionPtxTests
{
    public static TheoryData<Precision, int, bool> Kernels
    {
        get
        {
            var kernels = new TheoryData<Precision, int, bool>();
            foreach (var precision in Enum.GetValues<Precision>())
            {
                for (var columns = 1; columns <= ConvolutionPtx.MostColumns(precision); columns++)
                {
                    kernels.Add(precision, columns, false);
                    kernels.Add(precision, columns, true);
                }
            }

            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_assembler_takes_it_without_spills(Precision precision, int columns, bool prologue)
    {
        var words = PtxText.Assemble(ConvolutionPtx.Write(precision, columns, prologue));
        Assert.SkipWhen(words is null, "there is no ptxas here");
        Assert.Contains("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads", words);
    }

    /// <summary>Sixteen channels of four tiles of 16 pixels times four of 8 outputs; split operands take three products.</summary>
    [Theory]
    [InlineData(Precision.Tf32, "m16n8k8.row.col.f32.tf32.tf32.f32", 32)]
    [InlineData(Precision.SplitTf32, "m16n8k8.row.col.f32.tf32.tf32.f32", 96)]
    [InlineData(Precision.Bf16, "m16n8k16.row.col.f32.bf16.bf16.f32", 16)]
    public void Tensor_products_have_their_operands(Precision precision, string shape, int products)
    {
        var found = Product().Matches(ConvolutionPtx.Write(precision, 4, prologue: false)).Where(m => m.Groups["shape"].Value == shape).ToList();
        Assert.Equal(products, found.Count);
        foreach (var product in found)
        {
            string[] Registers(string group) => [.. product.Groups[group].Value.Split(',').Select(r => r.Trim())];
            Assert.Equal(Registers("to"), Registers("sum"));
            Assert.Equal(4, Registers("left").Distinct().Count());
            Assert.Equal(2, Registers("right").Distinct().Count());
        }

        // Every sum takes part in as many products.
        Assert.Equal(16, found.Select(m => m.Groups["to"].Value).Distinct().Count());
        Assert.All(found.GroupBy(m => m.Groups["to"].Value), g => Assert.Equal(products / 16, g.Count()));
    }

    [GeneratedRegex(@"mma\.sync\.aligned\.(?<shape>\S+) \{(?<to>[^}]*)\}, \{(?<left>[^}]*)\}, \{(?<right>[^}]*)\}, \{(?<sum>[^}]*)\};")]
    private static partial Regex Product();
}
