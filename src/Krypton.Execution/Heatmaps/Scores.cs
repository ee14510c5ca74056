using Krypton.Models;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Heatmaps;

/// <summary>From logits to the scores that people read.</summary>
public static class Scores
{
    /// <summary>The score of each class in double: its probability under the model's head, or the logit itself.</summary>
    public static double[] Of(ReadOnlySpan<float> logits, Head head, ScoreKind kind)
    {
        var scores = new double[logits.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = logits[i];
        }

        if (kind == ScoreKind.Logit)
        {
            return scores;
        }

        if (head == Head.Sigmoid)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = 1 / (1 + Math.Exp(-scores[i]));
            }

            return scores;
        }

        var max = scores.Max();
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Math.Exp(scores[i] - max);
            sum += scores[i];
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] /= sum;
        }

        return scores;
    }
}
