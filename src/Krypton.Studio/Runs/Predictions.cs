using Krypton.Imaging;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Studio.Runs;

/// <summary>The best classes of images that have no name.</summary>
internal static class Predictions
{
    private const int Top = 5;

    /// <summary>Asks the model of a query what it says of a picture that has its input's size already.</summary>
    public static async Task<IReadOnlyList<ClassScore>> Of(Session session, RgbImage picture, Term model, string script, CancellationToken cancellation)
    {
        var predict = new Predict(new Parameter("picture", model.Span), model, new NumberLiteral(Top, model.Span), model.Span);
        var answers = await session.ExecuteAsync(predict, script, new { picture = ImageFile.EncodePng(picture) }, null, cancellation);
        return Read(answers[0]);
    }

    public static IReadOnlyList<ClassScore> Read(QueryResult prediction) =>
        [.. prediction.Relation!.Rows.Select(r => new ClassScore((int)r[3]!, (string)r[4]!, (float)r[5]!))];
}
