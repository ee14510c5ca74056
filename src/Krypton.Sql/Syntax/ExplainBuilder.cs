using Krypton.Sql.Ast;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>EXPLAIN in its three forms, and the explanation that a view keeps.</summary>
internal static class ExplainBuilder
{
    public static Statement Build(ExplainContext context) => context switch
    {
        _ when context.occlusion() is { } occlusion => Occlusion(occlusion, context.into(), context.Span()),
        _ when context.PLAN() is not null => new ExplainPlan(context.planned() is { } planned ? Planned(planned) : null, Options(context.planOptions()), context.Span())
        {
            Selection = context.selection() is { } selection ? RelationBuilder.Build(selection, selection.sqlPart()) : null,
        },
        _ => new ExplainAnalyze(Planned(context.planned()), Options(context.planOptions()), context.Span()),
    };

    public static Difference Build(DiffContext context) => new(
        Build(context.viewQuery(0)), Build(context.viewQuery(1)), context.into() is { } into ? TermBuilder.Build(into.text()) : null, context.Span());

    public static ExplainOcclusion Build(ViewQueryContext context) => Occlusion(context.occlusion(), null, context.Span());

    private static ExplainOcclusion? Planned(PlannedContext context) =>
        context.occlusion() is { } occlusion ? Occlusion(occlusion, context.into(), context.Span()) : null;

    private static ExplainOcclusion Occlusion(OcclusionContext context, IntoContext? into, SourceSpan span) => new(
        TermBuilder.Build(context.image),
        TermBuilder.Build(context.model),
        Classes(context.classes()),
        ClauseBuilder.Build(context.occlusionClause()),
        into is null ? null : TermBuilder.Build(into.text()),
        span);

    private static ClassSelection Classes(ClassesContext? context) => context switch
    {
        null => new PredictedClass(),
        _ when context.label() is { } label => new OneClass(TermBuilder.Build(label)),
        _ => new TopClasses(TermBuilder.Build(context.number())),
    };

    private static PlanOptions Options(PlanOptionsContext? context)
    {
        var options = PlanOptions.Default;
        var seen = new Dictionary<string, SourceSpan>();
        foreach (var option in context?.planOption() ?? [])
        {
            ClauseBuilder.CheckOnce(option.Start, seen);
            options = option.VERBOSE() is not null ? options with { Verbose = true } : options with { Format = Format(option) };
        }

        return options;
    }

    private static PlanFormat Format(PlanOptionContext context) => context.Stop.Type switch
    {
        TEXT => PlanFormat.Text,
        JSON => PlanFormat.Json,
        MERMAID => PlanFormat.Mermaid,
        _ => throw new InvalidOperationException($"The grammar has a format that the builder does not know: {context.Stop.Text}."),
    };
}
