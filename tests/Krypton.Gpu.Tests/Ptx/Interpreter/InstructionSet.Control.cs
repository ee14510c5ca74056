using System.Runtime.InteropServices;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>Barriers, and products on tensor cores.</summary>
internal static partial class InstructionSet
{
    private static Dictionary<string, Func<Operands, Act>> Control() => new()
    {
        ["bar.sync"] = _ => Wait(Waiting.Group),
        ["barrier.cluster.arrive.aligned"] = _ => (warp, lanes) => warp.Together(lanes),
        ["barrier.cluster.wait.aligned"] = _ => Wait(Waiting.Cluster),
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
        ["mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"] = Product(packed: 1, (bits, values) => values[0] = ToTf32(bits)),
        ["mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"] = Product(packed: 2, (bits, values) => (values[0], values[1]) = (Float(bits << 16), Float(bits & 0xFFFF0000))),
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
            warp.NoteShared(register, offset, lanes, 16);
            for (var row = 0; row < Warp.Lanes; row++)
            {
                var words = MemoryMarshal.Cast<byte, uint>(warp.Group.Shared.Read(warp, warp.Read(register, lanes)[row] + (uint)offset, 16));
                words.CopyTo(warp.Write(to[row / 8], lanes)[(row % 8 * 4)..]);
            }
        };
    }

    private delegate void Unpack(uint bits, Span<float> values);

    /// <summary>16 pixels times 8 outputs. Word w of lane l holds the operands of row l / 4 (of the left one, plus 8 for odd words) and the l % 4-th word of a row (the second half of the depth for the later words); its four sums are columns 2 · (l % 4) and the next of rows l / 4 and l / 4 + 8 (PTX ISA, "Matrix Fragments").</summary>
    /// <param name="packed">Values of a word.</param>
    private static Func<Operands, Act> Product(int packed, Unpack unpack) => o =>
    {
        var (to, a, b, c) = (o.Words(0), o.Words(1), o.Words(2), o.Words(3));
        var depth = 8 * packed;
        return (warp, lanes) =>
        {
            warp.Together(lanes);
            Span<float> left = stackalloc float[16 * depth];
            Span<float> right = stackalloc float[8 * depth];
            for (var word = 0; word < 4; word++)
            {
                var values = warp.Read(a[word], lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    unpack(values[lane], left[((((lane / 4) + (word % 2 * 8)) * depth) + (((word / 2 * 4) + (lane % 4)) * packed))..]);
                }
            }

            for (var word = 0; word < 2; word++)
            {
                var values = warp.Read(b[word], lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    unpack(values[lane], right[((lane / 4 * depth) + (((word * 4) + (lane % 4)) * packed))..]);
                }
            }

            for (var i = 0; i < 4; i++)
            {
                var sums = warp.Read(c[i], lanes);
                var results = warp.Write(to[i], lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    var (row, column) = ((lane / 4) + (i / 2 * 8), (2 * (lane % 4)) + (i % 2));
                    var sum = (double)Float(sums[lane]);
                    for (var k = 0; k < depth; k++)
                    {
                        sum += (double)left[(row * depth) + k] * right[(column * depth) + k];
                    }

                    results[lane] = Bits(Cut(sum));
                }
            }
        };
    };

    /// <summary>Tensor cores do not round sums, they drop what does not fit (Fasi, Higham, Mikaitis, Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ CS 2021).</summary>
    private static float Cut(double value)
    {
        var near = (float)value;
        return Math.Abs((double)near) > Math.Abs(value) ? MathF.CopySign(BitConverter.UInt32BitsToSingle(Bits(Math.Abs(near)) - 1), near) : near;
    }

    /// <summary>What tensor cores see of a word: 10 bits of the fraction.</summary>
    private static float ToTf32(uint bits) => Float(bits & 0xFFFFE000);
}
