namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>What each instruction means (PTX ISA 7.8, "Instruction Set"): those that the engine's own kernels use, each by its full name.</summary>
internal static partial class InstructionSet
{
    private static readonly Dictionary<string, Func<Operands, Act>> All = Join(Arithmetic(), Choices(), Moves(), Memory(), Matrices(), Control());

    public static Act Compile(string name, Operands operands) =>
        All.TryGetValue(name, out var compile) ? compile(operands) : throw new NotSupportedException($"the interpreter does not know {name}");

    private static Dictionary<string, Func<Operands, Act>> Join(params Dictionary<string, Func<Operands, Act>>[] tables) => tables.SelectMany(t => t).ToDictionary();

    private static bool Has(uint lanes, int lane) => (lanes >> lane & 1) != 0;

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static Func<Operands, Act> Unary(Func<uint, uint> f) => o =>
    {
        var (to, a) = (o.Word(0), o.Word(1));
        return (warp, lanes) =>
        {
            var x = warp.Read(a, lanes);
            var y = warp.Write(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                if (Has(lanes, lane))
                {
                    y[lane] = f(x[lane]);
                }
            }
        };
    };

    private static Func<Operands, Act> Binary(Func<uint, uint, uint> f) => o =>
    {
        var (to, a, b) = (o.Word(0), o.Word(1), o.Word(2));
        return (warp, lanes) =>
        {
            var left = warp.Read(a, lanes);
            var right = warp.Read(b, lanes);
            var y = warp.Write(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                if (Has(lanes, lane))
                {
                    y[lane] = f(left[lane], right[lane]);
                }
            }
        };
    };

    private static Func<Operands, Act> Ternary(Func<uint, uint, uint, uint> f) => o =>
    {
        var (to, a, b, c) = (o.Word(0), o.Word(1), o.Word(2), o.Word(3));
        return (warp, lanes) =>
        {
            var x = warp.Read(a, lanes);
            var y = warp.Read(b, lanes);
            var z = warp.Read(c, lanes);
            var result = warp.Write(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                if (Has(lanes, lane))
                {
                    result[lane] = f(x[lane], y[lane], z[lane]);
                }
            }
        };
    };

    private static Func<Operands, Act> Floats(Func<float, float, float> f) => Binary((a, b) => Bits(f(Float(a), Float(b))));
}
