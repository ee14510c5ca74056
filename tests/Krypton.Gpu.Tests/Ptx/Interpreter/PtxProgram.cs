using System.Globalization;
using System.Text.RegularExpressions;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>What one instruction does to the lanes of a warp whose bits are set.</summary>
internal delegate void Act(Warp warp, uint lanes);

/// <param name="Text">As written.</param>
/// <param name="Guard">The predicate that lanes must have; -1 for none.</param>
/// <param name="Negated">They must not have it.</param>
/// <param name="Act">What it does; null for a branch.</param>
/// <param name="Target">Where a branch goes.</param>
internal sealed record Instruction(string Text, int Guard, bool Negated, Act? Act, int Target);

/// <summary>A kernel of PTX text, ready to be interpreted. Registers are numbers; literals and special registers are registers that are set before the kernel begins.</summary>
internal sealed partial class PtxProgram
{
    private readonly Dictionary<string, int> _words = [];
    private readonly Dictionary<string, int> _longs = [];
    private readonly Dictionary<string, int> _predicates = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly List<Instruction> _instructions = [];

    public PtxProgram(string text)
    {
        var lines = text[(text.IndexOf("\n{", StringComparison.Ordinal) + 2)..].Split('\n').Select(l => l.Trim().TrimEnd(';'))
            .Where(l => l.Length > 0 && l != "}" && !l.StartsWith(".reg", StringComparison.Ordinal)).ToList();
        foreach (var line in lines)
        {
            if (line.EndsWith(':'))
            {
                _labels[line[..^1]] = lines.Take(lines.IndexOf(line)).Count(l => !l.EndsWith(':'));
            }
        }

        foreach (var line in lines.Where(l => !l.EndsWith(':')))
        {
            _instructions.Add(Parse(line));
        }

        WaitsForOthers = lines.Contains("griddepcontrol.wait");
    }

    public IReadOnlyList<Instruction> Instructions => _instructions;

    public int Words => _words.Count;

    public int Longs => _longs.Count;

    public int Predicates => _predicates.Count;

    /// <summary>Whether it may begin before the launch ahead of it has ended, and says when it needs that one's results.</summary>
    public bool WaitsForOthers { get; }

    /// <summary>Registers of 32 bits that hold literals, with their values.</summary>
    public IEnumerable<(int Register, uint Value)> Literals => _words.Where(w => !w.Key.StartsWith('%')).Select(w => (w.Value, Literal(w.Key)));

    /// <summary>The same of 64 bits.</summary>
    public IEnumerable<(int Register, ulong Value)> LongLiterals => _longs.Where(w => !w.Key.StartsWith('%')).Select(w => (w.Value, ulong.Parse(w.Key, CultureInfo.InvariantCulture)));

    public int Word(string name) => Number(_words, name);

    public int Long(string name) => Number(_longs, name);

    public int Predicate(string name) => Number(_predicates, name);

    /// <summary>The register of a special name; -1 where the kernel does not ask for it.</summary>
    public int Special(string name) => _words.GetValueOrDefault(name, -1);

    private static int Number(Dictionary<string, int> registers, string name) => registers.TryGetValue(name, out var known) ? known : registers[name] = registers.Count;

    /// <summary>A literal's bits; a name that is none of them is shared memory's, which begins at zero.</summary>
    private static uint Literal(string text) => text switch
    {
        _ when text.StartsWith("0f", StringComparison.Ordinal) => uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ when text.StartsWith("0x", StringComparison.Ordinal) => uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ when char.IsAsciiLetter(text[0]) => 0,
        _ => (uint)long.Parse(text, CultureInfo.InvariantCulture),
    };

    private Instruction Parse(string line)
    {
        var parts = Line().Match(line);
        var guard = parts.Groups["guard"].Value;
        var (predicate, negated) = (guard.Length == 0 ? -1 : Predicate(guard.TrimStart('@', '!')), guard.StartsWith("@!", StringComparison.Ordinal));
        var (name, rest) = (parts.Groups["name"].Value, parts.Groups["rest"].Value);
        return name == "bra"
            ? new Instruction(line, predicate, negated, null, _labels[rest])
            : new Instruction(line, predicate, negated, InstructionSet.Compile(name, new Operands(this, rest)), -1);
    }

    [GeneratedRegex(@"^(?<guard>@!?%p\d+)?\s*(?<name>\S+)\s*(?<rest>.*)$")]
    private static partial Regex Line();
}

/// <summary>The operands of an instruction, by their place.</summary>
internal sealed partial class Operands(PtxProgram program, string text)
{
    private readonly string[] _texts = [.. Comma().Split(text).Select(t => t.Trim())];

    public int Count => _texts.Length;

    public int Word(int i) => program.Word(_texts[i]);

    public int Long(int i) => program.Long(_texts[i]);

    public int Predicate(int i) => program.Predicate(_texts[i]);

    public int Number(int i) => int.Parse(_texts[i], CultureInfo.InvariantCulture);

    /// <summary>The registers in braces, or the one without.</summary>
    public int[] Words(int i) => [.. _texts[i].Trim('{', '}').Split(',').Select(t => program.Word(t.Trim()))];

    public bool IsVector(int i) => _texts[i].StartsWith('{');

    /// <summary>The register and the bytes behind it of an address in brackets; an address of 64 bits unless <paramref name="word"/>.</summary>
    public (int Register, int Offset) Address(int i, bool word)
    {
        var parts = _texts[i].Trim('[', ']').Split('+');
        return (word ? program.Word(parts[0]) : program.Long(parts[0]), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
    }

    /// <summary>The bytes behind a name in brackets.</summary>
    public int Offset(int i) => int.Parse(_texts[i].Trim('[', ']').Split('+')[1], CultureInfo.InvariantCulture);

    [GeneratedRegex(@",(?![^{]*\})")]
    private static partial Regex Comma();
}
