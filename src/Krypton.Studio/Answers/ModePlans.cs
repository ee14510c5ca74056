using System.Text.Json.Nodes;
using Krypton.Planning.Physical;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Studio.Library;

namespace Krypton.Studio.Answers;

/// <summary>What a query would take as it is written, and in every mode.</summary>
internal static class ModePlans
{
    private const double UsualQuality = 0.9;

    /// <exception cref="QueryException">The query cannot be planned.</exception>
    public static async Task<object> Of(Workbench workbench, string script, Seq<Statement> statements, CancellationToken cancellation)
    {
        if (statements.Select(s => s as ExplainOcclusion ?? (s as ExplainAnalyze)?.Query ?? (s as ExplainPlan)?.Query).LastOrDefault(q => q is not null) is not { } query)
        {
            return new { Modes = Array.Empty<object>(), Plan = (JsonNode?)null, Text = "" };
        }

        var settings = statements.OfType<SetSetting>().ToList();
        var session = settings.Count > 0 ? workbench.Desk() : workbench.SessionForPlan();
        foreach (var setting in settings)
        {
            await session.ExecuteAsync(setting, script, null, null, cancellation);
        }

        var json = await Plan(session, query, script, PlanFormat.Json, cancellation);
        var text = await Plan(session, query, script, PlanFormat.Text, cancellation);
        var exact = query with { With = query.With with { Approx = null, Metric = null, Within = null } };
        var approximate = query.With.Approx is not null || query.With.Within is not null
            ? query
            : query with { With = query.With with { Approx = new NumberLiteral(UsualQuality, query.Span) } };
        var naive = workbench.Desk();
        naive.Settings.Executor = ExecutorChoice.Naive;
        return new
        {
            Modes = new[]
            {
                await Mode("naive", naive, exact, script, cancellation),
                await Mode("exact", workbench.SessionForPlan(), exact, script, cancellation),
                await Mode("approximate", workbench.SessionForPlan(), approximate, script, cancellation),
            },
            Plan = JsonNode.Parse(json),
            Text = text,
        };
    }

    private static async Task<object> Mode(string name, Session session, ExplainOcclusion query, string script, CancellationToken cancellation)
    {
        try
        {
            var plan = JsonNode.Parse(await Plan(session, query, script, PlanFormat.Json, cancellation))!;
            return new { Mode = name, Seconds = (double?)plan["estimatedSeconds"], Bytes = plan["plan"]!.AsArray().Max(n => Bytes(n!)), Error = (string?)null };
        }
        catch (QueryException e)
        {
            return new { Mode = name, Seconds = (double?)null, Bytes = 0.0, Error = (string?)e.Problem };
        }
    }

    private static async Task<string> Plan(Session session, ExplainOcclusion query, string script, PlanFormat format, CancellationToken cancellation)
    {
        var plan = new ExplainPlan(query with { Into = null }, new PlanOptions(format, Verbose: format == PlanFormat.Json), query.Span);
        return (await session.ExecuteAsync(plan, script, null, null, cancellation))[0].Plan!;
    }

    private static double Bytes(JsonNode node) =>
        Math.Max((double?)node["estimated"]?["bytes"] ?? 0, node["inputs"]?.AsArray().Select(i => Bytes(i!)).DefaultIfEmpty(0).Max() ?? 0);
}
