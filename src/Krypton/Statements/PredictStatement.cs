using Krypton.Execution.Heatmaps;
using Krypton.Execution.Inference;
using Krypton.Planning.Binding;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Statements;

/// <summary>Runs PREDICT: the most probable classes of each image.</summary>
internal static class PredictStatement
{
    public static QueryResult Run(Predict statement, string text, SessionContext context, CancellationToken cancellation)
    {
        var model = context.Ready(statement.Model);
        var query = Binder.Bind(statement, context);
        var rows = new List<object?[]>();
        foreach (var image in query.Images)
        {
            cancellation.ThrowIfCancellationRequested();
            var picture = PreparedImage.Fit(SessionContext.Read(image, statement.Image.Span), model.Options.Preprocessing, model.Bound.Model);
            var tensor = PreparedImage.Tensor(picture, model.Options.Preprocessing);
            var logits = NaiveInference.Logits(model.Loaded.Naive, model.Bound.Model.Input, tensor);
            var probabilities = Scores.Of(logits, model.Bound.Model.Head, ScoreKind.Probability);
            rows.AddRange(ClassChoices.Top(logits, query.Top).Select((index, rank) => new object?[]
            {
                image.Name, model.Bound.Name, rank + 1, index, model.Bound.Label(index), (float)probabilities[index], logits[index],
            }));
        }

        return new QueryResult(text, "", Relation.Of(AnswerColumns.Prediction, rows), [], ModelNotes.Of(model), null);
    }
}
