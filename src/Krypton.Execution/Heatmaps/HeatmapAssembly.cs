using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Heatmaps;

/// <summary>Collects the scores of one image's heatmaps, whatever order they come in and wherever they come from.</summary>
public sealed class HeatmapAssembly
{
    private readonly Head _head;
    private readonly ScoreKind _kind;
    private readonly bool[] _filled;

    /// <param name="grid">The positions wanted.</param>
    /// <param name="classes">The classes wanted.</param>
    /// <param name="baseLogits">The logits of the image without a patch.</param>
    /// <param name="keepLogits">Keep all logits too, for later queries.</param>
    public HeatmapAssembly(PatchGrid grid, int[] classes, float[] baseLogits, Head head, ScoreKind kind, bool keepLogits)
    {
        (Grid, Classes, BaseLogits, _head, _kind) = (grid, classes, baseLogits, head, kind);
        _filled = new bool[grid.Count];
        Maps = [.. classes.Select(_ => new float[grid.Rows, grid.Columns])];
        Logits = keepLogits ? new float[(long)grid.Count * baseLogits.Length] : null;
    }

    public PatchGrid Grid { get; }

    public int[] Classes { get; }

    public float[] BaseLogits { get; }

    /// <summary>One map of scores (rows × columns of the grid) a class.</summary>
    public float[][,] Maps { get; }

    /// <summary>All logits, position by position; null when they are not kept, or not all were there.</summary>
    public float[]? Logits { get; private set; }

    /// <summary>Positions that have their scores.</summary>
    public int Filled { get; private set; }

    public bool IsComplete => Filled == Grid.Count;

    /// <summary>Takes the logits of a position; one that is none of the grid's is ignored.</summary>
    public void Add(in Occlusion position, ReadOnlySpan<float> logits)
    {
        if (Grid.Find(position) is not var (row, column))
        {
            return;
        }

        var scores = Scores.Of(logits, _head, _kind);
        for (var c = 0; c < Maps.Length; c++)
        {
            Maps[c][row, column] = (float)scores[Classes[c]];
        }

        if (Logits is { } all)
        {
            logits.CopyTo(all.AsSpan(Fill(row, column) * BaseLogits.Length));
        }
        else
        {
            Fill(row, column);
        }
    }

    /// <summary>Takes what an earlier query left.</summary>
    /// <param name="stored">What was kept.</param>
    /// <param name="values">Its numbers: for each position of its grid all logits, or the scores of its classes.</param>
    public void Add(StoredScores stored, ReadOnlySpan<float> values)
    {
        var width = values.Length / stored.Grid.Count;
        var at = 0;
        foreach (var position in stored.Grid.Positions())
        {
            var row = values.Slice(at++ * width, width);
            if (stored.Classes is null)
            {
                Add(position, row);
            }
            else if (Grid.Find(position) is var (y, x))
            {
                Logits = null;
                Fill(y, x);
                for (var c = 0; c < Maps.Length; c++)
                {
                    Maps[c][y, x] = row[IndexOf(stored.Classes, Classes[c])];
                }
            }
        }
    }

    private static int IndexOf(IReadOnlyList<int> classes, int wanted)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (classes[i] == wanted)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"class {wanted} was not kept");
    }

    private int Fill(int row, int column)
    {
        var index = (row * Grid.Columns) + column;
        Filled += _filled[index] ? 0 : 1;
        _filled[index] = true;
        return index;
    }
}
