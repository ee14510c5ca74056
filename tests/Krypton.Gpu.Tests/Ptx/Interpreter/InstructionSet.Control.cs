using System.Runtime.InteropServices;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>Barriers, and products on tensor cores.</summary>
internal static partial class InstructionSet
{
    private static Dictionary<string, Func<Operands, Act>> Control() => new()
    {
        ["bar.sync"] = _ => Wait(Waiting.Group),
        ["barrier.cluster.arrive.release.aligned"] = _ => (warp, lanes) => warp.Together(lanes),
        ["barrier.cluster.wait.acquire.aligned"] = _ => Wait(Waiting.Cluster),
        ["griddepcontrol.launch_dependents"] = _ => (_, _) => { },
        ["griddepcontrol.wait"] = _ => (warp, lanes) =>
        {
            warp.Together(lanes);
            warp.SeesOthers = true;
        },
        ["ret"] = _ => Wait(Waiting.End),
    };

    private static Dictionary<string, Func<Operands, Act>> Matrices() => new()
    {
        ["ldmatrix.sync.aligned.m8n8.x4.shared.b16"] = LoadMatrices,
        ["mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"] = Product(depth: 8, (registers, row, k) => ToTf32(registers[(row / 8) + (k / 4 * 2)][(row % 8 * 4) + (k % 4)]), (registers, k, column) => ToTf32(registers[k / 4][(column * 4) + (k % 4)])),
        ["mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"] = Product(depth: 16, (registers, row, k) => Half(registers[(row / 8) + (k / 8 * 2)][(row % 8 * 4) + (k % 8 / 2)], k), (registers, k, column) => Half(registers[k / 8][(column * 4) + (k % 8 / 2)], k)),
    };

    private static Act Wait(Waiting what) => (warp, lanes) =>
    {
        warp.Together(lanes);
        warp.Waits = what;
    };

    /// <summary>Four matrices of 8 rows of 16 bytes, whose addresses 8 lanes each give; lane l gets word l % 4 of row l / 4 of each.</summary>
    private static Act LoadMatrices(Operands o)
    {
        var (to, (register, offset)) = (o.Words(0), o.Address(1, word: true));
        return (warp, lanes) =>
        {
            warp.Together(lanes);
            for (var row = 0; row < Warp.Lanes; row++)
            {
                var words = MemoryMarshal.Cast<byte, uint>(warp.Group.Shared.Read(warp, warp.Read(register, lanes)[row] + (uint)offset, 16));
                words.CopyTo(warp.Write(to[row / 8], lanes)[(row % 8 * 4)..]);
            }
        };
    }

    private delegate float Element(uint[][] registers, int first, int second);

    /// <summary>16 × depth by depth × 8. Lane l's four sums are columns 2 · (l % 4) and the next of rows l / 4 and l / 4 + 8 (PTX ISA, "Matrix Fragments").</summary>
    private static Func<Operands, Act> Product(int depth, Element left, Element right) => o =>
    {
        var (to, a, b, c) = (o.Words(0), o.Words(1), o.Words(2), o.Words(3));
        return (warp, lanes) =>
        {
            warp.Together(lanes);
            uint[][] Registers(int[] numbers) => [.. numbers.Select(r => warp.Read(r, lanes).ToArray())];
            var (x, y, sums) = (Registers(a), Registers(b), Registers(c));
            Span<float> rows = stackalloc float[16 * depth];
            Span<float> columns = stackalloc float[8 * depth];
            for (var k = 0; k < depth; k++)
            {
                for (var row = 0; row < 16; row++)
                {
                    rows[(row * depth) + k] = left(x, row, k);
                    if (row < 8)
                    {
                        columns[(row * depth) + k] = right(y, k, row);
                    }
                }
            }

            for (var i = 0; i < 4; i++)
            {
                var result = warp.Write(to[i], lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    var (row, column) = ((lane / 4) + (i / 2 * 8), (2 * (lane % 4)) + (i % 2));
                    var sum = (double)Float(sums[i][lane]);
                    for (var k = 0; k < depth; k++)
                    {
                        sum += (double)rows[(row * depth) + k] * columns[(column * depth) + k];
                    }

                    result[lane] = Bits((float)sum);
                }
            }
        };
    };

    /// <summary>What tensor cores see of a word: 10 bits of the fraction.</summary>
    private static float ToTf32(uint bits) => Float(bits & 0xFFFFE000);

    /// <summary>The lower bf16 of a word for even numbers, the upper for odd ones.</summary>
    private static float Half(uint bits, int number) => Float(number % 2 == 0 ? bits << 16 : bits & 0xFFFF0000);
}
