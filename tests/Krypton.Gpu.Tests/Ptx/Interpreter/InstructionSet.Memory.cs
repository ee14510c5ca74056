using System.Runtime.InteropServices;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>Moves, loads, stores and asynchronous copies.</summary>
internal static partial class InstructionSet
{
    /// <summary>The bits of an address in a cluster that say which group's shared memory it is in.</summary>
    private const int RankShift = 24;

    private static Dictionary<string, Func<Operands, Act>> Moves() => new()
    {
        ["mov.u32"] = Unary(x => x),
        ["mov.b32"] = Unary(x => x),
        ["mov.f32"] = Unary(x => x),
        ["mov.b64"] = Halves,
        ["shfl.sync.idx.b32"] = Shuffle,
        ["ld.param.u32"] = Parameter,
        ["ld.param.f32"] = Parameter,
        ["ld.param.u64"] = o =>
        {
            var (to, at) = (o.Long(0), o.Offset(1));
            return (warp, lanes) => Fill(warp.WriteLong(to, lanes), lanes, BitConverter.ToUInt64(warp.Group.Arguments, at));
        },
    };

    private static Dictionary<string, Func<Operands, Act>> Memory() => new()
    {
        // What launches may find before the one ahead has ended: tables that no kernel writes.
        ["ld.global.nc.u32"] = Load(table: true),
        ["ld.global.nc.v2.u32"] = Load(table: true),
        ["ld.global.nc.v4.u32"] = Load(table: true),
        ["ld.global.nc.v4.f32"] = Load(table: true),
        ["ld.global.v4.f32"] = Load(table: false),
        ["st.global.v4.f32"] = Store,
        ["ld.shared.f32"] = LoadShared,
        ["ld.shared.v4.f32"] = LoadShared,
        ["ld.shared.v4.u32"] = LoadShared,
        ["ld.shared::cluster.v4.f32"] = LoadCluster,
        ["st.shared.v4.u32"] = StoreShared,
        ["st.shared.v4.f32"] = StoreShared,
        ["mapa.shared::cluster.u32"] = Binary((address, rank) => (rank << RankShift) | address),
        ["cp.async.ca.shared.global"] = Copy(table: false),
        ["cp.async.cg.shared.global"] = Copy(table: true),
        ["cp.async.commit_group"] = _ => (warp, lanes) =>
        {
            warp.Together(lanes);
            warp.Copies.Commit();
        },
        ["cp.async.wait_group"] = o =>
        {
            var but = o.Number(0);
            return (warp, lanes) =>
            {
                warp.Together(lanes);
                warp.Copies.Wait(but);
            };
        },
        ["cp.async.wait_all"] = _ => (warp, lanes) =>
        {
            warp.Together(lanes);
            warp.Copies.WaitForAll();
        },
    };

    private static void Fill<T>(Span<T> values, uint lanes, T value)
    {
        for (var lane = 0; lane < Warp.Lanes; lane++)
        {
            values[lane] = Has(lanes, lane) ? value : values[lane];
        }
    }

    private static Act Parameter(Operands o)
    {
        var (to, at) = (o.Word(0), o.Offset(1));
        return (warp, lanes) => Fill(warp.Write(to, lanes), lanes, BitConverter.ToUInt32(warp.Group.Arguments, at));
    }

    /// <summary>Sixty-four bits from two words, or into two.</summary>
    private static Act Halves(Operands o)
    {
        if (o.IsVector(0))
        {
            var (parts, from) = (o.Words(0), o.Long(1));
            return (warp, lanes) =>
            {
                var x = warp.ReadLong(from, lanes);
                var low = warp.Write(parts[0], lanes);
                var high = warp.Write(parts[1], lanes);
                for (var lane = 0; lane < Warp.Lanes; lane++)
                {
                    (low[lane], high[lane]) = Has(lanes, lane) ? ((uint)x[lane], (uint)(x[lane] >> 32)) : (low[lane], high[lane]);
                }
            };
        }

        var (to, words) = (o.Long(0), o.Words(1));
        return (warp, lanes) =>
        {
            var low = warp.Read(words[0], lanes);
            var high = warp.Read(words[1], lanes);
            var y = warp.WriteLong(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                y[lane] = Has(lanes, lane) ? ((ulong)high[lane] << 32) | low[lane] : y[lane];
            }
        };
    }

    private static Act Shuffle(Operands o)
    {
        var (to, a, b) = (o.Word(0), o.Word(1), o.Word(2));
        return (warp, lanes) =>
        {
            warp.Together(lanes);
            var (values, from) = (warp.Read(a, lanes).ToArray(), warp.Read(b, lanes).ToArray());
            var y = warp.Write(to, lanes);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                y[lane] = values[from[lane] % Warp.Lanes];
            }
        };
    }

    private static void MayTouch(Warp warp, bool table) => warp.Demand(table || warp.SeesOthers, "touches what the launch ahead may still write");

    private static Func<Operands, Act> Load(bool table) => o =>
    {
        var (to, (register, offset)) = (o.Words(0), o.Address(1, word: false));
        return (warp, lanes) =>
        {
            MayTouch(warp, table);
            Scatter(warp, lanes, to, (lane, size) => warp.Group.Global.Read(warp, warp.ReadLong(register, lanes)[lane] + (ulong)offset, size));
        };
    };

    private static Act LoadShared(Operands o)
    {
        var (to, (register, offset)) = (o.Words(0), o.Address(1, word: true));
        return (warp, lanes) =>
        {
            warp.NoteShared(register, offset, lanes, 4 * to.Length);
            Scatter(warp, lanes, to, (lane, size) => warp.Group.Shared.Read(warp, warp.Read(register, lanes)[lane] + (uint)offset, size));
        };
    }

    private static Act LoadCluster(Operands o)
    {
        var (to, (register, offset)) = (o.Words(0), o.Address(1, word: true));
        return (warp, lanes) =>
        {
            warp.NoteShared(register, offset, lanes, 4 * to.Length);
            Scatter(warp, lanes, to, (lane, size) => Remote(warp, warp.Read(register, lanes)[lane] + (uint)offset, size));
        };
    }

    private static ReadOnlySpan<byte> Remote(Warp warp, uint address, int size)
    {
        var group = warp.Group.Cluster[address >> RankShift];
        warp.Demand(!group.Ended, "reads shared memory of a group that has ended");
        return group.Shared.ReadFromCluster(warp, address & ((1u << RankShift) - 1), size);
    }

    private delegate ReadOnlySpan<byte> Bytes(int lane, int size);

    /// <summary>Reads each lane's bytes into its registers.</summary>
    private static void Scatter(Warp warp, uint lanes, int[] to, Bytes read)
    {
        for (var lane = 0; lane < Warp.Lanes; lane++)
        {
            if (!Has(lanes, lane))
            {
                continue;
            }

            var values = MemoryMarshal.Cast<byte, uint>(read(lane, 4 * to.Length));
            for (var i = 0; i < to.Length; i++)
            {
                warp.Write(to[i], 1u << lane)[lane] = values[i];
            }
        }
    }

    private static Act Store(Operands o)
    {
        var ((register, offset), from) = (o.Address(0, word: false), o.Words(1));
        return (warp, lanes) =>
        {
            MayTouch(warp, table: false);
            Gather(warp, lanes, from, (lane, bytes) => warp.Group.Global.Write(warp, warp.ReadLong(register, lanes)[lane] + (ulong)offset, bytes));
        };
    }

    private static Act StoreShared(Operands o)
    {
        var ((register, offset), from) = (o.Address(0, word: true), o.Words(1));
        return (warp, lanes) =>
        {
            warp.NoteShared(register, offset, lanes, 4 * from.Length);
            Gather(warp, lanes, from, (lane, bytes) => warp.Group.Shared.Write(warp, warp.Read(register, lanes)[lane] + (uint)offset, bytes));
        };
    }

    private delegate void Take(int lane, ReadOnlySpan<byte> bytes);

    private static void Gather(Warp warp, uint lanes, int[] from, Take take)
    {
        Span<uint> values = stackalloc uint[from.Length];
        for (var lane = 0; lane < Warp.Lanes; lane++)
        {
            if (!Has(lanes, lane))
            {
                continue;
            }

            for (var i = 0; i < from.Length; i++)
            {
                values[i] = warp.Read(from[i], 1u << lane)[lane];
            }

            take(lane, MemoryMarshal.AsBytes(values));
        }
    }

    /// <summary>Sixteen bytes; where a fourth operand says how many are read, the rest become zero.</summary>
    private static Func<Operands, Act> Copy(bool table) => o =>
    {
        var ((to, toOffset), (from, fromOffset), bytes) = (o.Address(0, word: true), o.Address(1, word: false), o.Count > 3 ? o.Word(3) : -1);
        return (warp, lanes) =>
        {
            MayTouch(warp, table);
            warp.NoteShared(to, toOffset, lanes, 16);
            warp.Group.Traffic?.Global(warp.At, warp.ReadLong(from, lanes), lanes, 16);
            for (var lane = 0; lane < Warp.Lanes; lane++)
            {
                if (Has(lanes, lane))
                {
                    warp.Copies.Begin(
                        warp.Read(to, lanes)[lane] + (uint)toOffset, warp.ReadLong(from, lanes)[lane] + (ulong)fromOffset, bytes < 0 ? 16 : warp.Read(bytes, lanes)[lane]);
                }
            }
        };
    };
}
