using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Data.Running;

/// <summary>The columns of answers without the answers, for CommandBehavior.SchemaOnly.</summary>
internal static class StatementColumns
{
    private static readonly string[] Rows = ["SELECT", "VALUES", "WITH"];

    /// <summary>The one column of a plan.</summary>
    public static IReadOnlyList<Column> Plan { get; } = [new("plan", typeof(string))];

    /// <summary>Whether a statement only reads, and fast, so that its columns may be had by running it.</summary>
    public static bool RunsForColumns(Statement statement) => statement is ShowObjects or ShowViews or ShowDevices or ShowSettings or Describe or DescribeView;

    /// <summary>The columns of a statement that is not run for them; null where it has no rows.</summary>
    public static IReadOnlyList<Column>? Of(Statement statement) => statement switch
    {
        ExplainOcclusion or Difference => AnswerColumns.Explanation,
        Predict => AnswerColumns.Prediction,
        ExplainPlan or ExplainAnalyze => Plan,
        _ => null,
    };

    /// <summary>Whether a statement of SQL gives rows, so that its columns may be asked for.</summary>
    public static bool GivesRows(SqlStatement statement, string script) =>
        Rows.Any(word => script.AsSpan(statement.Span.Start).StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
