using System.Globalization;
using System.Text;

namespace Krypton.Planning.Explain;

/// <summary>A plan as an indented tree.</summary>
internal static class TextPlan
{
    /// <summary>Layers that took less than this share of the operator's time are left out of the table.</summary>
    private const double WorthShowing = 0.01;

    public static string Render(PlanDescription plan)
    {
        var text = new StringBuilder();
        foreach (var root in plan.Roots)
        {
            Operator(root, "", "", text);
        }

        foreach (var rule in plan.Rules)
        {
            text.Append("rule ").AppendLine(rule);
        }

        foreach (var rejected in plan.Rejected ?? [])
        {
            text.Append("rejected ").AppendLine(rejected);
        }

        if (plan.OffRules.Count > 0)
        {
            text.Append("switched off: ").AppendLine(string.Join(", ", plan.OffRules));
        }

        foreach (var note in plan.Devices)
        {
            text.Append("device ").AppendLine(note);
        }

        text.Append("estimated ").Append(Quantity.Seconds(plan.Estimate));
        text.AppendLine(plan.Actual is { } actual ? $", took {Quantity.Seconds(actual)}" : "");
        return text.ToString();
    }

    private static void Operator(OperatorDescription op, string first, string rest, StringBuilder text)
    {
        text.Append(first).Append(op.Name).Append(op.Label is { } label ? $" #{label}" : "");
        text.AppendLine(op.Repeated ? " (above)" : $"  {string.Join(", ", op.Facts.Select(f => $"{f.Name} {f.Value}"))}");
        var inner = rest + (op.Children.Count > 0 && !op.Repeated ? "│    " : "     ");
        if (op.Estimate is { } e)
        {
            text.Append(inner).AppendLine($"estimated {Quantity.Seconds(e.Seconds)}, {Quantity.Flops(e.Flops)}, {Quantity.Bytes(e.Bytes)}, {Quantity.Count(e.Positions)} positions");
        }

        if (op.Actual is { } a)
        {
            var more = (a.Flops > 0 ? $", {Quantity.Flops(a.Flops)}" : "") + (a.Bytes > 0 ? $", {Quantity.Bytes(a.Bytes)}" : "");
            text.Append(inner).AppendLine($"took {Quantity.Seconds(a.Seconds)}{more}, {Quantity.Count(a.Positions)} positions");
        }

        Layers(op, inner, text);
        for (var i = 0; i < op.Children.Count; i++)
        {
            var last = i == op.Children.Count - 1;
            Operator(op.Children[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), text);
        }
    }

    private static void Layers(OperatorDescription op, string indent, StringBuilder text)
    {
        var layers = op.Layers;
        var total = layers.Sum(l => l.Seconds);
        var shown = layers.Where(l => l.Seconds >= total * WorthShowing).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        var (name, kernel) = (Math.Clamp(shown.Max(l => l.Name.Length), 5, 32), Math.Max(14, shown.Max(l => l.Kernel.Length)));
        text.Append(indent).AppendLine(string.Create(CultureInfo.InvariantCulture, $"{"layer".PadRight(name)}  {"kernel".PadRight(kernel)} {"output",14} {"changed",8} {"operations",12} {"took",9} {"estimated",9} {"of peak",8}"));
        foreach (var l in shown)
        {
            var label = l.Name.Length <= name ? l.Name.PadRight(name) : "…" + l.Name[^(name - 1)..];
            text.Append(indent).AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{label}  {l.Kernel.PadRight(kernel)} {l.Shape,14} {Quantity.Percent(l.Changed),8} {Quantity.Flops(l.Flops),12} {Quantity.Seconds(l.Seconds),9} {Quantity.Seconds(l.Estimated),9} {Quantity.Percent(l.PeakShare),8}"));
        }

        if (shown.Count < layers.Count)
        {
            text.Append(indent).AppendLine($"{layers.Count - shown.Count} layers below {Quantity.Percent(WorthShowing)} of the time: {Quantity.Seconds(total - shown.Sum(l => l.Seconds))}");
        }

        if (op.LayersNote is { } note)
        {
            text.Append(indent).AppendLine($"layers were {note}");
        }
    }
}
