using System.Numerics;
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
        var normalizer = Normalizer.Of(logits, head, kind);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = normalizer.Score(logits[i]);
        }

        return scores;
    }

    /// <summary>The scores of some classes: the same numbers, without those of the others.</summary>
    /// <param name="scores">One a class.</param>
    public static void Of(ReadOnlySpan<float> logits, Head head, ScoreKind kind, ReadOnlySpan<int> classes, Span<float> scores)
    {
        var normalizer = Normalizer.Of(logits, head, kind);
        for (var i = 0; i < classes.Length; i++)
        {
            scores[i] = (float)normalizer.Score(logits[classes[i]]);
        }
    }

    /// <summary>What turns one logit into a score.</summary>
    /// <param name="Max">The largest logit, and <paramref name="Sum"/> over classes of exp(logit − Max): softmax is exp(logit − Max) / Sum.</param>
    private readonly record struct Normalizer(Head Head, ScoreKind Kind, float Max, double Sum)
    {
        public static Normalizer Of(ReadOnlySpan<float> logits, Head head, ScoreKind kind)
        {
            if (kind == ScoreKind.Logit || head == Head.Sigmoid)
            {
                return new Normalizer(head, kind, 0, 1);
            }

            var max = float.NegativeInfinity;
            foreach (var logit in logits)
            {
                max = Math.Max(max, logit);
            }

            return new Normalizer(head, kind, max, SumOfExponentials(logits, max));
        }

        public double Score(float logit) => (Kind, Head) switch
        {
            (ScoreKind.Logit, _) => logit,
            (_, Head.Sigmoid) => 1 / (1 + Math.Exp(-(double)logit)),
            _ => Math.Exp((double)logit - Max) / Sum,
        };

        /// <summary>In vectors: a map of a thousand classes is millions of exponentials.</summary>
        private static double SumOfExponentials(ReadOnlySpan<float> logits, float max)
        {
            var (width, i) = (Vector<float>.Count, 0);
            var (sums, most) = (Vector<double>.Zero, new Vector<double>(max));
            for (; i <= logits.Length - width; i += width)
            {
                Vector.Widen(new Vector<float>(logits[i..]), out var low, out var high);
                sums += Vector.Exp(low - most) + Vector.Exp(high - most);
            }

            var sum = Vector.Sum(sums);
            for (; i < logits.Length; i++)
            {
                sum += Math.Exp((double)logits[i] - max);
            }

            return sum;
        }
    }
}
