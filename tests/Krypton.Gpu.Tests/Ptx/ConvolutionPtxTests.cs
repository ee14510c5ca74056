using System.Text.RegularExpressions;
using Krypton.Gpu.Cuda;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>The convolutions written in PTX, as far as that goes without a GPU.</summary>
public partial class ConvolutionPtxTests
{
    public static TheoryData<Precision, string, bool> Kernels
    {
        get
        {
            var kernels = new TheoryData<Precision, string, bool>();
            foreach (var precision in Enum.GetValues<Precision>())
            {
                foreach (var tile in TileShape.All(precision).Select(t => t.Outputs.ToString()))
                {
                    kernels.Add(precision, tile, false);
                    kernels.Add(precision, tile, true);
                }
            }

            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_assembler_takes_it_without_spills(Precision precision, string outputs, bool prologue)
    {
        var words = PtxText.Assemble(ConvolutionPtx.Write(precision, Tile(outputs, precision), prologue));
        Assert.SkipWhen(words is null, "there is no ptxas here");
        Assert.Contains("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads", words);
    }

    /// <summary>Twice sixteen channels of four tiles of 16 pixels times eight of 8 outputs; split operands take three products.</summary>
    [Theory]
    [InlineData(Precision.Tf32, "m16n8k8.row.col.f32.tf32.tf32.f32", 128)]
    [InlineData(Precision.SplitTf32, "m16n8k8.row.col.f32.tf32.tf32.f32", 384)]
    [InlineData(Precision.Bf16, "m16n8k16.row.col.f32.bf16.bf16.f32", 64)]
    public void Tensor_products_have_their_operands(Precision precision, string shape, int products)
    {
        var found = Product().Matches(ConvolutionPtx.Write(precision, Tile("128", precision), prologue: false)).Where(m => m.Groups["shape"].Value == shape).ToList();
        Assert.Equal(products, found.Count);
        foreach (var product in found)
        {
            string[] Registers(string group) => [.. product.Groups[group].Value.Split(',').Select(r => r.Trim())];
            Assert.Equal(Registers("to"), Registers("sum"));
            Assert.Equal(4, Registers("left").Distinct().Count());
            Assert.Equal(2, Registers("right").Distinct().Count());
        }

        // Every sum takes part in as many products.
        Assert.Equal(32, found.Select(m => m.Groups["to"].Value).Distinct().Count());
        Assert.All(found.GroupBy(m => m.Groups["to"].Value), g => Assert.Equal(products / 32, g.Count()));
    }

    private static TileShape Tile(string outputs, Precision precision) => TileShape.All(precision).Single(t => t.Outputs.ToString() == outputs);

    [GeneratedRegex(@"mma\.sync\.aligned\.(?<shape>\S+) \{(?<to>[^}]*)\}, \{(?<left>[^}]*)\}, \{(?<right>[^}]*)\}, \{(?<sum>[^}]*)\};")]
    private static partial Regex Product();
}
