using System.Diagnostics;
using Krypton.Execution.Inference;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Heatmaps;

/// <summary>Evaluates every position of a grid and arranges the scores of the wanted classes as maps.</summary>
/// <param name="source">What computes logits.</param>
/// <param name="grid">The positions.</param>
/// <param name="head">What turns logits into probabilities.</param>
/// <param name="kind">Which score is wanted.</param>
public sealed class HeatmapAssembly(ILogitSource source, PatchGrid grid, Head head, ScoreKind kind)
{
    /// <summary>Positions done so far.</summary>
    public int Done { get; private set; }

    /// <summary>One map of scores (rows × columns of the grid) a class, in the order of <paramref name="classes"/>.</summary>
    /// <param name="progress">Called after every batch with the number of positions done.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; <see cref="Done"/> tells how far it came.</exception>
    public float[][,] Run(ReadOnlySpan<int> classes, Action<int>? progress, CancellationToken cancellation)
    {
        var maps = new float[classes.Length][,];
        for (var c = 0; c < maps.Length; c++)
        {
            maps[c] = new float[grid.Rows, grid.Columns];
        }

        var positions = grid.Positions().ToArray();
        var width = source.BaseLogits.Length;
        var logits = new float[source.BatchSize * width];
        for (var first = 0; first < positions.Length; first += source.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = positions.AsSpan(first, Math.Min(source.BatchSize, positions.Length - first));
            source.Evaluate(batch, logits.AsSpan(0, batch.Length * width), cancellation);
            for (var p = 0; p < batch.Length; p++)
            {
                var scores = Scores.Of(logits.AsSpan(p * width, width), head, kind);
                for (var c = 0; c < maps.Length; c++)
                {
                    maps[c][batch[p].Row, batch[p].Column] = (float)scores[classes[c]];
                }
            }

            Done = first + batch.Length;
            progress?.Invoke(Done);
        }

        Debug.Assert(Done == grid.Count, "every position was evaluated");
        return maps;
    }
}
