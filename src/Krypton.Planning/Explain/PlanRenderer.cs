using Krypton.Sql.Ast;

namespace Krypton.Planning.Explain;

/// <summary>A described plan in one of the formats of EXPLAIN.</summary>
public static class PlanRenderer
{
    public static string Render(PlanDescription plan, PlanFormat format) => format switch
    {
        PlanFormat.Text => TextPlan.Render(plan),
        PlanFormat.Json => JsonPlan.Render(plan),
        PlanFormat.Mermaid => MermaidPlan.Render(plan),
        _ => throw new InvalidOperationException($"no rendering as {format}"),
    };
}
