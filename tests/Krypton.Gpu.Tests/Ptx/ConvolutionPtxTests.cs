using System.Text.RegularExpressions;
using Krypton.Gpu.Cuda;
using Krypton.Models.Network;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>The convolutions written in PTX, as far as that goes without a GPU.</summary>
public partial class ConvolutionPtxTests
{
    public static TheoryData<Precision, string, bool, bool> Kernels
    {
        get
        {
            var kernels = new TheoryData<Precision, string, bool, bool>();
            foreach (var precision in Enum.GetValues<Precision>())
            {
                foreach (var tile in TileShape.All(precision).Select(t => t.Outputs.ToString()))
                {
                    foreach (var (prologue, clusters) in new[] { (false, false), (true, false), (false, true), (true, true) })
                    {
                        kernels.Add(precision, tile, prologue, clusters);
                    }
                }
            }

            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_assembler_takes_it_without_spills(Precision precision, string outputs, bool prologue, bool clusters)
    {
        var words = PtxText.Assemble(ConvolutionPtx.Module(new(precision, Tile(outputs, precision), prologue, clusters)).Text);
        Assert.SkipWhen(words is null, "there is no ptxas here");
        Assert.Contains("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads", words);
    }

    /// <summary>Twice sixteen channels of four tiles of 16 pixels times eight of 8 outputs (split operands: four, three products each).</summary>
    [Theory]
    [InlineData(Precision.Tf32, "m16n8k8.row.col.f32.tf32.tf32.f32", 128)]
    [InlineData(Precision.SplitTf32, "m16n8k8.row.col.f32.tf32.tf32.f32", 192)]
    [InlineData(Precision.Bf16, "m16n8k16.row.col.f32.bf16.bf16.f32", 64)]
    public void Tensor_products_have_their_operands(Precision precision, string shape, int products)
    {
        var text = ConvolutionPtx.Module(new(precision, Tile("128", precision), Prologue: false, Clusters: false)).Text;
        var found = Product().Matches(text).Where(m => m.Groups["shape"].Value == shape).ToList();
        Assert.Equal(products, found.Count);
        static string[] Registers(Match product, string group) => [.. product.Groups[group].Value.Split(',').Select(r => r.Trim())];
        foreach (var product in found)
        {
            Assert.Equal(4, Registers(product, "left").Distinct().Count());
            Assert.Equal(2, Registers(product, "right").Distinct().Count());
        }

        // Each product is added to what it is stored to; of three of split operands the first to zero, and their sum to the sums.
        var sums = found.GroupBy(m => m.Groups["to"].Value).ToList();
        if (precision == Precision.SplitTf32)
        {
            Assert.All(sums, g => Assert.Equal([1, 4, 4], g.Select(m => Registers(m, "sum").Distinct().Count())));
            Assert.All(sums, g => Assert.All(g.Skip(1), m => Assert.Equal(Registers(m, "to"), Registers(m, "sum"))));
            Assert.All(sums, g => Assert.All(Registers(g.First(), "to"), r => Assert.Single(AddedTo(text, r))));
            Assert.All(sums.SelectMany(g => Registers(g.First(), "to")).GroupBy(r => AddedTo(text, r).Single()), g => Assert.Equal(4, g.Count()));
        }
        else
        {
            Assert.Equal(32, sums.Count);
            Assert.All(sums, g => Assert.Equal(products / 32, g.Count()));
            Assert.All(found, m => Assert.Equal(Registers(m, "to"), Registers(m, "sum")));
        }
    }

    private static List<string> AddedTo(string text, string register) => [.. Regex.Matches(text, $@"add\.rn\.f32 (%f\d+), \1, {register};").Select(m => m.Groups[1].Value)];

    /// <summary>Rows of weights are permuted so that the lanes of a fragment (PTX ISA, mma.m16n8k8: column 2 · (lane % 4) + e of 8) hold neighbouring outputs.</summary>
    [Fact]
    public void Each_thread_ends_up_with_neighbouring_outputs()
    {
        foreach (var tile in Enum.GetValues<Precision>().SelectMany(TileShape.All).Distinct())
        {
            Assert.Equal(Enumerable.Range(0, tile.Outputs), Enumerable.Range(0, tile.Outputs).Select(tile.OutputOfRow).Order());
            for (var warp = 0; warp < tile.Columns; warp++)
            {
                for (var lane = 0; lane < 4; lane++)
                {
                    var own = Enumerable.Range(0, tile.ThreadOutputs).Select(o => tile.OutputOfRow((warp * tile.WarpOutputs) + (o / 2 * 8) + (2 * lane) + (o % 2)));
                    Assert.Equal(Enumerable.Range((warp * tile.WarpOutputs) + (lane * tile.ThreadOutputs), tile.ThreadOutputs), own);
                }
            }
        }
    }

    /// <summary>What a fragment's lanes find at the addresses that the kernel computes: every weight of a layer of two joined inputs with odd sizes, and zeros around it.</summary>
    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Tf32)]
    [InlineData(Precision.SplitTf32)]
    [InlineData(Precision.Bf16)]
    public void Shared_memory_holds_each_weight_where_fragments_look(Precision precision)
    {
        var (outputs, parts) = (70, new[] { new MapShape(5, 5, 20), new MapShape(5, 5, 7) });
        var random = new Random(3);

        // Numbers that every precision holds.
        float[] weights = [.. Enumerable.Range(0, outputs * 27).Select(_ => (float)(random.Next(256) - 128) / 64)];
        var layer = new ConvolutionLayer(weights, new float[outputs], new AxisWindow(1), new AxisWindow(1), 1, Activation.None) { Parts = 2 };
        var tile = TileShape.For(outputs, precision);
        var operands = new ConvolutionOperands(layer, parts, precision, tile);
        var (bytes, size) = (operands.Weights(), tile.WeightBytes(precision));
        int[] first = [0, 16, 20];
        int[] count = [16, 4, 7];
        for (var half = 0; half < operands.GroupSteps * ConvolutionPtx.Halves; half++)
        {
            for (var row = 0; row < tile.Outputs; row++)
            {
                for (var channel = 0; channel < 16; channel++)
                {
                    var output = tile.OutputOfRow(row);
                    var meant = half < 3 && channel < count[half] && output < outputs ? weights[(output * 27) + first[half] + channel] : 0;
                    Assert.Equal(meant, Found(bytes.AsSpan(half * size, size), precision, row, channel));
                }
            }
        }
    }

    /// <summary>A weight in a tile's bytes: chunk c of row r lies at c ^ (r / 2 % 4); of bf16, the pair of channels c and c + 4 at half (r / 4 % 2).</summary>
    private static float Found(ReadOnlySpan<byte> image, Precision precision, int row, int channel)
    {
        if (precision != Precision.Bf16)
        {
            return BitConverter.ToSingle(image[(((row * 4) + ((channel / 4) ^ (row / 2 % 4))) * 16 + (channel % 4 * 4))..]);
        }

        var (half, word, upper) = (channel / 8, channel % 4, channel % 8 / 4);
        var at = (((row * 2) + (half ^ (row / 4 % 2))) * 16) + (word * 4) + (upper * 2);
        return BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(image[at..]) << 16);
    }

    private static TileShape Tile(string outputs, Precision precision) => TileShape.All(precision).Single(t => t.Outputs.ToString() == outputs);

    [GeneratedRegex(@"mma\.sync\.aligned\.(?<shape>\S+) \{(?<to>[^}]*)\}, \{(?<left>[^}]*)\}, \{(?<right>[^}]*)\}, \{(?<sum>[^}]*)\};")]
    private static partial Regex Product();
}
