using System.Numerics;
using System.Runtime.InteropServices;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>Integers, floats and predicates.</summary>
internal static partial class InstructionSet
{
    private static Dictionary<string, Func<Operands, Act>> Arithmetic() => new()
    {
        ["add.s32"] = Binary((a, b) => a + b),
        ["add.u32"] = Binary((a, b) => a + b),
        ["sub.s32"] = Binary((a, b) => a - b),
        ["mul.lo.u32"] = Binary((a, b) => a * b),
        ["div.u32"] = Binary((a, b) => a / b),
        ["rem.u32"] = Binary((a, b) => a % b),
        ["min.s32"] = Binary((a, b) => (uint)Math.Min((int)a, (int)b)),
        ["and.b32"] = Binary((a, b) => a & b),
        ["xor.b32"] = Binary((a, b) => a ^ b),
        ["shl.b32"] = Binary((a, b) => b > 31 ? 0 : a << (int)b),
        ["shr.u32"] = Binary((a, b) => b > 31 ? 0 : a >> (int)b),
        ["shr.s32"] = Binary((a, b) => (uint)((int)a >> (int)Math.Min(b, 31))),
        ["mad.lo.u32"] = Ternary((a, b, c) => (a * b) + c),
        ["mad.lo.s32"] = Ternary((a, b, c) => (a * b) + c),
        ["mad.wide.u32"] = Wide((a, b) => (ulong)a * b, added: true),
        ["mad.wide.s32"] = Wide((a, b) => (ulong)((long)(int)a * (int)b), added: true),
        ["mul.wide.u32"] = Wide((a, b) => (ulong)a * b, added: false),
        ["add.s64"] = AddLongs,
        ["add.cc.u32"] = Carrying(takes: false),
        ["addc.u32"] = Carrying(takes: true),
        ["add.rn.f32"] = Floats((a, b) => a + b),
        ["sub.rn.f32"] = Floats((a, b) => a - b),
        ["max.NaN.f32"] = Floats(MathF.Max),
        ["min.NaN.f32"] = Floats(MathF.Min),
        ["fma.rn.f32"] = MultiplyAdd,
        ["cvt.rn.bf16x2.f32"] = Binary((upper, lower) => (ToBf16(upper) << 16) | ToBf16(lower)),
    };

    private static Dictionary<string, Func<Operands, Act>> Choices() => new()
    {
        ["setp.ne.s32"] = Compare((a, b) => a != b),
        ["setp.eq.s32"] = Compare((a, b) => a == b),
        ["setp.ge.s32"] = Compare((a, b) => (int)a >= (int)b),
        ["setp.gt.s32"] = Compare((a, b) => (int)a > (int)b),
        ["setp.le.s32"] = Compare((a, b) => (int)a <= (int)b),
        ["setp.lt.s32"] = Compare((a, b) => (int)a < (int)b),
        ["setp.lt.u32"] = Compare((a, b) => a < b),
        ["setp.lt.and.u32"] = Compare((a, b) => a < b, (both, other) => both & other),
        ["setp.ne.and.u32"] = Compare((a, b) => a != b, (both, other) => both & other),
        ["setp.ge.or.s32"] = Compare((a, b) => (int)a >= (int)b, (one, other) => one | other),
        ["or.pred"] = o =>
        {
            var (to, a, b) = (o.Predicate(0), o.Predicate(1), o.Predicate(2));
            return (warp, lanes) => warp.WritePredicate(to, lanes, warp.ReadPredicate(a, lanes) | warp.ReadPredicate(b, lanes));
        },
        ["selp.b32"] = o =>
        {
            var (to, a, b, which) = (o.Word(0), o.Word(1), o.Word(2), o.Predicate(3));
            return (warp, lanes) =>
            {
                var x = warp.Read(a, lanes);
                var y = warp.Read(b, lanes);
                var first = warp.ReadPredicate(which, lanes);
                var result = warp.Write(to, lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    result[lane] = !Has(lanes, lane) ? result[lane] : Has(first, lane) ? x[lane] : y[lane];
                }
            };
        },
        ["selp.b64"] = o =>
        {
            var (to, a, b, which) = (o.Long(0), o.Long(1), o.Long(2), o.Predicate(3));
            return (warp, lanes) =>
            {
                var x = warp.ReadLong(a, lanes);
                var y = warp.ReadLong(b, lanes);
                var first = warp.ReadPredicate(which, lanes);
                var result = warp.WriteLong(to, lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    result[lane] = !Has(lanes, lane) ? result[lane] : Has(first, lane) ? x[lane] : y[lane];
                }
            };
        },
    };

    private static Func<Operands, Act> Compare(Func<uint, uint, bool> f, Func<uint, uint, uint>? join = null) => o =>
    {
        var (to, a, b, also) = (o.Predicate(0), o.Word(1), o.Word(2), join is null ? -1 : o.Predicate(3));
        return (warp, lanes) =>
        {
            var x = warp.Read(a, lanes);
            var y = warp.Read(b, lanes);
            var values = 0u;
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                values |= Has(lanes, lane) && f(x[lane], y[lane]) ? 1u << lane : 0;
            }

            warp.WritePredicate(to, lanes, join is null ? values : join(values, warp.ReadPredicate(also, lanes)));
        };
    };

    private static Func<Operands, Act> Wide(Func<uint, uint, ulong> product, bool added) => o =>
    {
        var (to, a, b, c) = (o.Long(0), o.Word(1), o.Word(2), added ? o.Long(3) : -1);
        return (warp, lanes) =>
        {
            var x = warp.Read(a, lanes);
            var y = warp.Read(b, lanes);
            var z = c < 0 ? default : warp.ReadLong(c, lanes);
            var result = warp.WriteLong(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                if (Has(lanes, lane))
                {
                    result[lane] = product(x[lane], y[lane]) + (c < 0 ? 0 : z[lane]);
                }
            }
        };
    };

    private static Act AddLongs(Operands o)
    {
        var (to, a, b) = (o.Long(0), o.Long(1), o.Long(2));
        return (warp, lanes) =>
        {
            var x = warp.ReadLong(a, lanes);
            var y = warp.ReadLong(b, lanes);
            var result = warp.WriteLong(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                result[lane] = Has(lanes, lane) ? x[lane] + y[lane] : result[lane];
            }
        };
    }

    /// <summary>An addition that leaves its carry; or takes the one before.</summary>
    private static Func<Operands, Act> Carrying(bool takes) => o =>
    {
        var (to, a, b) = (o.Word(0), o.Word(1), o.Word(2));
        return (warp, lanes) =>
        {
            var x = warp.Read(a, lanes);
            var y = warp.Read(b, lanes);
            var carries = 0u;
            var result = warp.Write(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                if (Has(lanes, lane))
                {
                    var sum = (ulong)x[lane] + y[lane] + (takes && Has(warp.Carry, lane) ? 1u : 0);
                    result[lane] = (uint)sum;
                    carries |= (uint)(sum >> 32) << lane;
                }
            }

            warp.Carry = takes ? warp.Carry : (warp.Carry & ~lanes) | carries;
        };
    };

    /// <summary>By vectors where all lanes take part: plain fp32 kernels do little else.</summary>
    private static Act MultiplyAdd(Operands o)
    {
        var some = Ternary((a, b, c) => Bits(MathF.FusedMultiplyAdd(Float(a), Float(b), Float(c))))(o);
        var (to, a, b, c) = (o.Word(0), o.Word(1), o.Word(2), o.Word(3));
        return (warp, lanes) =>
        {
            if (lanes != uint.MaxValue)
            {
                some(warp, lanes);
                return;
            }

            var x = MemoryMarshal.Cast<uint, Vector<float>>(warp.Read(a, lanes));
            var y = MemoryMarshal.Cast<uint, Vector<float>>(warp.Read(b, lanes));
            var z = MemoryMarshal.Cast<uint, Vector<float>>(warp.Read(c, lanes));
            var result = MemoryMarshal.Cast<uint, Vector<float>>(warp.Write(to, lanes));
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = Vector.FusedMultiplyAdd(x[i], y[i], z[i]);
            }
        };
    }

    /// <summary>To the nearest, ties to even.</summary>
    private static uint ToBf16(uint bits) => (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
}
