using Antlr4.Runtime;
using Krypton.Sql.Ast;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>The clauses after WITH: any order, each at most once.</summary>
internal static class ClauseBuilder
{
    public static OcclusionClauses Build(OcclusionClauseContext[] contexts)
    {
        var clauses = OcclusionClauses.None;
        var seen = new Dictionary<string, SourceSpan>();
        foreach (var context in contexts)
        {
            clauses = context.extentClause() is { } extent
                ? With(clauses, extent, seen)
                : With(clauses, context, seen);
        }

        return clauses;
    }

    public static OcclusionClauses Build(ExtentClauseContext[] contexts)
    {
        var seen = new Dictionary<string, SourceSpan>();
        return contexts.Aggregate(OcclusionClauses.None, (clauses, context) => With(clauses, context, seen));
    }

    private static OcclusionClauses With(OcclusionClauses clauses, OcclusionClauseContext context, Dictionary<string, SourceSpan> seen)
    {
        CheckOnce(context.Start, seen);
        return context.Start.Type switch
        {
            FILL => clauses with { Fill = Fill(context.fill()) },
            REGION => clauses with { Region = Region(context) },
            APPROX => clauses with { Approx = TermBuilder.Build(context.number()) },
            METRIC => clauses with { Metric = new MetricClause(context.RENDERED() is null ? QualityMetric.Ssim : QualityMetric.Rendered, context.Span()) },
            WITHIN => clauses with { Within = new Within(TermBuilder.Build(context.number()), context.MINUTES() is not null, context.Span()) },
            OUTPUT => clauses with { Output = new OutputClause(context.PIXELS() is null ? OutputKind.Positions : OutputKind.Pixels, context.Span()) },
            MEMORY => clauses with { Memory = new Memory(TermBuilder.Build(context.number()), context.GB() is not null, context.Span()) },
            _ => clauses with { Score = new ScoreClause(context.LOGIT() is null ? ScoreKind.Probability : ScoreKind.Logit, context.Span()) },
        };
    }

    private static OcclusionClauses With(OcclusionClauses clauses, ExtentClauseContext context, Dictionary<string, SourceSpan> seen)
    {
        CheckOnce(context.Start, seen);
        var extents = context.extent().Select(TermBuilder.Build).ToList();
        return context.PATCH() is not null ? clauses with { Patch = extents[0], MorePatches = [.. extents.Skip(1)] } : clauses with { Stride = extents[0] };
    }

    private static Fill Fill(FillContext context) => context.Start.Type switch
    {
        BLACK => new BlackFill(context.Span()),
        GRAY or GREY => new GrayFill(context.Span()),
        WHITE => new WhiteFill(context.Span()),
        MEAN => new MeanFill(context.Span()),
        COLOR => new ColorFill(
            TermBuilder.Build(context.red), TermBuilder.Build(context.green), TermBuilder.Build(context.blue), context.Span()),
        BLUR => new BlurFill(TermBuilder.Build(context.sigma), context.Span()),
        IMAGE => new ImageFill(TermBuilder.Build(context.image), context.Span()),
        _ => throw new InvalidOperationException($"The grammar has a fill that the builder does not know: {context.Start.Text}."),
    };

    private static Region Region(OcclusionClauseContext clause)
    {
        var context = clause.region();
        return new Region(
            TermBuilder.Build(context.x),
            TermBuilder.Build(context.y),
            TermBuilder.Build(context.width),
            TermBuilder.Build(context.height),
            clause.Span());
    }

    public static void CheckOnce(IToken keyword, Dictionary<string, SourceSpan> seen)
    {
        var clause = keyword.Text.ToUpperInvariant();
        if (!seen.TryAdd(clause, keyword.Span()))
        {
            throw AstBuilder.Repeated(clause, keyword.Span(), seen[clause]);
        }
    }
}
