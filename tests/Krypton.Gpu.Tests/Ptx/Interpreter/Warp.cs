namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>What a warp waits for.</summary>
internal enum Waiting
{
    Nothing,

    /// <summary>The other warps of its group.</summary>
    Group,

    /// <summary>All warps of its cluster.</summary>
    Cluster,

    /// <summary>It has ended.</summary>
    End,
}

/// <summary>Thirty-two lanes with their registers. Lanes that took different ways run one way after the other, the one that is behind first, so that they meet again where ways join.</summary>
internal sealed class Warp
{
    public const int Lanes = 32;

    private readonly PtxProgram _program;
    private readonly uint[] _words;
    private readonly ulong[] _longs;
    private readonly uint[] _predicates;
    private readonly uint[] _wordsSet;
    private readonly uint[] _longsSet;
    private readonly uint[] _predicatesSet;

    /// <summary>Lanes that stand elsewhere.</summary>
    private readonly List<(int At, uint Lanes)> _others = [];
    private int _at;
    private uint _lanes = uint.MaxValue;

    public Warp(PtxProgram program, ThreadGroup group, int number)
    {
        (_program, Group, Number, Copies, SeesOthers) = (program, group, number, new AsyncCopies(this), !program.WaitsForOthers);
        (_words, _longs, _predicates) = (new uint[program.Words * Lanes], new ulong[program.Longs * Lanes], new uint[program.Predicates]);
        (_wordsSet, _longsSet, _predicatesSet) = (new uint[program.Words], new uint[program.Longs], new uint[program.Predicates]);
        foreach (var (register, value) in program.Literals)
        {
            Set(register, _ => value);
        }

        foreach (var (register, value) in program.LongLiterals)
        {
            WriteLong(register, uint.MaxValue).Fill(value);
        }

        Set(program.Special("%tid.x"), lane => (uint)((number * Lanes) + lane));
        Set(program.Special("%ctaid.x"), _ => (uint)group.X);
        Set(program.Special("%ctaid.y"), _ => (uint)group.Y);
        Set(program.Special("%ctaid.z"), _ => (uint)group.Z);
        Set(program.Special("%nctaid.z"), _ => (uint)group.Depth);
    }

    public ThreadGroup Group { get; }

    /// <summary>Which of its group's warps it is.</summary>
    public int Number { get; }

    public AsyncCopies Copies { get; }

    /// <summary>The number of the instruction that is carried out.</summary>
    public int At => _at;

    public Waiting Waits { get; set; }

    /// <summary>Whether the launch ahead is known to have ended.</summary>
    public bool SeesOthers { get; set; }

    /// <summary>One bit a lane: what an addition carried.</summary>
    public uint Carry { get; set; }

    /// <summary>A register's values; all of those lanes must have set it.</summary>
    public ReadOnlySpan<uint> Read(int register, uint lanes)
    {
        Demand((_wordsSet[register] & lanes) == lanes, "reads a register that was not set");
        return _words.AsSpan(register * Lanes, Lanes);
    }

    public ReadOnlySpan<ulong> ReadLong(int register, uint lanes)
    {
        Demand((_longsSet[register] & lanes) == lanes, "reads a register that was not set");
        return _longs.AsSpan(register * Lanes, Lanes);
    }

    public uint ReadPredicate(int register, uint lanes)
    {
        Demand((_predicatesSet[register] & lanes) == lanes, "reads a predicate that was not set");
        return _predicates[register] & lanes;
    }

    /// <summary>A register's values, of which the caller sets those lanes'.</summary>
    public Span<uint> Write(int register, uint lanes)
    {
        _wordsSet[register] |= lanes;
        return _words.AsSpan(register * Lanes, Lanes);
    }

    public Span<ulong> WriteLong(int register, uint lanes)
    {
        _longsSet[register] |= lanes;
        return _longs.AsSpan(register * Lanes, Lanes);
    }

    public void WritePredicate(int register, uint lanes, uint values)
    {
        _predicatesSet[register] |= lanes;
        _predicates[register] = (_predicates[register] & ~lanes) | (values & lanes);
    }

    /// <summary>Carries out the next instruction of the lanes that are furthest behind.</summary>
    public void Step()
    {
        var instruction = _program.Instructions[_at];
        var taking = instruction.Guard < 0 ? _lanes : instruction.Negated ? _lanes & ~ReadPredicate(instruction.Guard, _lanes) : ReadPredicate(instruction.Guard, _lanes);
        if (instruction.Act is { } act)
        {
            if (taking != 0)
            {
                act(this, taking);
            }

            _at++;
        }
        else
        {
            Part(taking, instruction.Target);
        }

        if (_others.Count > 0)
        {
            Meet();
        }
    }

    /// <summary>Notes where lanes touch shared memory, if anybody wants to know.</summary>
    public void NoteShared(int register, int offset, uint lanes, int bytes)
    {
        if (Group.Traffic is { } traffic)
        {
            traffic.Shared(_at, [.. Read(register, lanes).ToArray().Select(a => a + (uint)offset)], lanes, bytes);
        }
    }

    /// <summary>Fails with the place unless the condition holds.</summary>
    public void Demand(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Failure(otherwise);
        }
    }

    public InvalidOperationException Failure(string what) =>
        new($"group ({Group.X}, {Group.Y}, {Group.Z}), warp {Number} {what}, at {_at}: {_program.Instructions[_at].Text}");

    /// <summary>Fails unless all lanes are at the same instruction.</summary>
    public void Together(uint lanes) => Demand(lanes == uint.MaxValue, "is here with some of its lanes only");

    private void Set(int register, Func<int, uint> value)
    {
        if (register >= 0)
        {
            var values = Write(register, uint.MaxValue);
            for (var lane = 0; lane < Lanes; lane++)
            {
                values[lane] = value(lane);
            }
        }
    }

    private void Part(uint taking, int target)
    {
        if (taking == _lanes)
        {
            _at = target;
            return;
        }

        if (taking != 0)
        {
            _others.Add((target, taking));
            _lanes &= ~taking;
        }

        _at++;
    }

    private void Meet()
    {
        var least = _others.MinBy(o => o.At);
        if (least.At > _at)
        {
            return;
        }

        _others.Remove(least);
        if (least.At < _at)
        {
            _others.Add((_at, _lanes));
            (_at, _lanes) = least;
        }
        else
        {
            _lanes |= least.Lanes;
        }
    }
}
