using System.Text;

namespace Krypton.Planning.Explain;

/// <summary>A plan as a Mermaid flowchart; operators that several queries read are one box.</summary>
internal static class MermaidPlan
{
    public static string Render(PlanDescription plan)
    {
        var text = new StringBuilder("flowchart BT\n");
        var count = 0;
        foreach (var root in plan.Roots)
        {
            Operator(root, text, ref count);
        }

        return text.ToString();
    }

    /// <summary>Writes the operator and what is below it; returns its box's name.</summary>
    private static string Operator(OperatorDescription op, StringBuilder text, ref int count)
    {
        var name = op.Label is { } label ? $"shared{label}" : $"n{count++}";
        if (op.Repeated)
        {
            return name;
        }

        List<string> lines = [op.Name, .. op.Facts.Select(f => $"{f.Name} {f.Value}")];
        if (op.Estimate is { } e)
        {
            lines.Add($"estimated {Quantity.Seconds(e.Seconds)}");
        }

        if (op.Actual is { } a)
        {
            lines.Add($"took {Quantity.Seconds(a.Seconds)}");
        }

        text.Append("  ").Append(name).Append("[\"").Append(string.Join("<br/>", lines.Select(Escaped))).Append("\"]\n");
        foreach (var child in op.Children)
        {
            var from = Operator(child, text, ref count);
            text.Append("  ").Append(from).Append(" --> ").Append(name).Append('\n');
        }

        return name;
    }

    private static string Escaped(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal).Replace("<", "#lt;", StringComparison.Ordinal);
}
