using Krypton.Output;
using Krypton.Planning.Binding;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Workloads;

namespace Krypton.Statements;

/// <summary>Runs DIFF (EXPLAIN …) MINUS (EXPLAIN …): two explanations planned together, and how much more of a drop the first shows at each place.</summary>
internal static class DifferenceStatement
{
    public static QueryResult Run(Difference statement, string text, string script, SessionContext context, WorkloadService service)
    {
        var (left, right) = (BoundQuery.Of(statement.Left, script, context), BoundQuery.Of(statement.Right, script, context));
        Check(left.Query, right.Query, statement);
        var target = statement.Into is { } into ? new HeatmapTarget(Terms.Text(context, into, "the file after INTO"), left.Query, into.Span) : null;
        var answers = service.Run([left, right]);
        if (answers[0].Heatmaps.Count != answers[1].Heatmaps.Count)
        {
            throw new QueryException($"one side explains {answers[0].Heatmaps.Count} classes and the other {answers[1].Heatmaps.Count}", statement.Right.Span, "say FOR CLASS or FOR TOP on both sides alike");
        }

        var pairs = answers[0].Heatmaps.Zip(answers[1].Heatmaps).ToList();
        List<Heatmap> heatmaps = [.. pairs.Select(p => p.First.Less(p.Second, Words(p.First, p.Second, right.Query.Fill)))];
        List<string> notes = [.. answers.SelectMany(a => a.Notes).Distinct()];
        notes.AddRange(pairs.Where(p => p.First.Label != p.Second.Label).Select(p => $"image '{p.First.Image}': '{p.First.Label}' is explained on one side and '{p.Second.Label}' on the other; FOR CLASS compares one class"));
        var statistics = answers[0].Statistics! with { Queries = 1, Files = target is null ? [] : [.. heatmaps.Select(target.Write)] };
        return new QueryResult(text, "", HeatmapRelation.Of(heatmaps), heatmaps, notes, statistics);
    }

    private static void Check(LogicalOcclusion left, LogicalOcclusion right, Difference statement)
    {
        var problem = left.Model.Model.Input.Shape != right.Model.Model.Input.Shape ? "the models take images of different sizes"
            : left.Grid != right.Grid ? "the two explanations have different positions"
            : left.Output != right.Output ? "one explanation has a value for each position and the other for each pixel"
            : left.Score != right.Score ? "one explanation is of probabilities and the other of logits"
            : !left.Images.Select(i => i.Name).SequenceEqual(right.Images.Select(i => i.Name)) ? "the two explanations are of different images"
            : null;
        if (problem is not null)
        {
            throw new QueryException(problem, statement.Right.Span, "only model, class and FILL may differ");
        }
    }

    private static string Words(Heatmap left, Heatmap right, FillChoice fill) =>
        left.Model != right.Model ? $"model {right.Model}" : left.Label != right.Label ? $"class {right.Label}" : fill switch
        {
            SolidFill solid => $"fill ({solid.Red}, {solid.Green}, {solid.Blue})",
            MeanColorFill => "fill MEAN",
            BlurredFill blurred => FormattableString.Invariant($"fill BLUR {blurred.Sigma}"),
            OtherImageFill other => $"fill {other.Image.Name}",
            _ => "the other explanation",
        };
}
