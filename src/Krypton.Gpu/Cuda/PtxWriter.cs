using System.Text;

namespace Krypton.Gpu.Cuda;

/// <summary>Writes the body of a PTX kernel: hands out registers and labels.</summary>
internal sealed class PtxWriter
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, int> _registers = [];
    private int _labels;

    /// <summary>A new 32-bit register.</summary>
    public string Int() => New("b32", "r");

    /// <summary>A new 64-bit register.</summary>
    public string Long() => New("b64", "rd");

    /// <summary>A new fp32 register.</summary>
    public string Float() => New("f32", "f");

    public string[] Ints(int count) => [.. Enumerable.Range(0, count).Select(_ => Int())];

    public string[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => Float())];

    public string Predicate() => New("pred", "p");

    public string Label() => $"L{_labels++}";

    public void Line(string instruction) => _text.Append("  ").Append(instruction).Append(";\n");

    public void Mark(string label) => _text.Append(label).Append(":\n");

    /// <summary>An instruction whose result goes into a new register.</summary>
    public string Int(string instruction, params object[] operands) => Result(Int(), instruction, operands);

    public string Long(string instruction, params object[] operands) => Result(Long(), instruction, operands);

    public string Float(string instruction, params object[] operands) => Result(Float(), instruction, operands);

    public string Predicate(string instruction, params object[] operands) => Result(Predicate(), instruction, operands);

    /// <summary>Runs a block unless the predicate holds.</summary>
    public void Unless(string predicate, Action block)
    {
        var end = Label();
        Line($"@{predicate} bra {end}");
        block();
        Mark(end);
    }

    /// <summary>Declarations and instructions.</summary>
    public override string ToString()
    {
        var declarations = string.Concat(_registers.Select(r => $"  .reg .{r.Key.Split(' ')[0]} %{r.Key.Split(' ')[1]}<{r.Value}>;\n"));
        return declarations + _text;
    }

    private string Result(string register, string instruction, object[] operands)
    {
        Line($"{instruction} {register}, {string.Join(", ", operands)}");
        return register;
    }

    private string New(string type, string prefix)
    {
        var key = $"{type} {prefix}";
        _registers[key] = _registers.GetValueOrDefault(key) + 1;
        return $"%{prefix}{_registers[key] - 1}";
    }
}
