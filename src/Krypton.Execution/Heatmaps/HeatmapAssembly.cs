using System.Numerics.Tensors;
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
    private readonly float[] _row;
    private bool _keepLogits;

    /// <param name="grid">The positions wanted.</param>
    /// <param name="classes">The classes wanted.</param>
    /// <param name="baseLogits">The logits of the image without a patch.</param>
    /// <param name="keepLogits">Keep all logits too, for later queries.</param>
    public HeatmapAssembly(PatchGrid grid, int[] classes, float[] baseLogits, Head head, ScoreKind kind, bool keepLogits)
    {
        (Grid, Classes, BaseLogits, _head, _kind) = (grid, classes, baseLogits, head, kind);
        _filled = new bool[grid.Count];
        Maps = [.. classes.Select(_ => new float[grid.Rows, grid.Columns])];
        (Winners, _row, _keepLogits) = (new int[grid.Rows, grid.Columns], new float[classes.Length], keepLogits);
    }

    public PatchGrid Grid { get; }

    public int[] Classes { get; }

    public float[] BaseLogits { get; }

    /// <summary>One map of scores (rows × columns of the grid) a class.</summary>
    public float[][,] Maps { get; }

    /// <summary>One more than the number of the class with the highest logit at each position; 0 where the logits are not known.</summary>
    public int[,] Winners { get; }

    /// <summary>All logits, position by position; null when they are not kept, or not all were there.</summary>
    public float[]? Logits { get; private set; }

    /// <summary>Whether each position has its scores, row by row.</summary>
    public IReadOnlyList<bool> Known => _filled;

    /// <summary>Positions that have their scores.</summary>
    public int Filled { get; private set; }

    /// <summary>Whether every score was computed, none guessed.</summary>
    public bool IsExact { get; private set; } = true;

    public bool IsComplete => Filled == Grid.Count;

    /// <summary>The maps as far as they are known, in arrays of their own; other positions have the score of the image without a patch.</summary>
    public IReadOnlyList<float[,]> SoFar()
    {
        var scores = new float[Classes.Length];
        Scores.Of(BaseLogits, _head, _kind, Classes, scores);
        var maps = Maps.Select(map => (float[,])map.Clone()).ToArray();
        for (var i = 0; i < _filled.Length; i++)
        {
            if (!_filled[i])
            {
                var (row, column) = Math.DivRem(i, Grid.Columns);
                for (var c = 0; c < maps.Length; c++)
                {
                    maps[c][row, column] = scores[c];
                }
            }
        }

        return maps;
    }

    /// <summary>Takes the logits of a position; one that is none of the grid's is ignored.</summary>
    public void Add(in Occlusion position, ReadOnlySpan<float> logits)
    {
        if (Grid.Find(position) is not var (row, column))
        {
            return;
        }

        Scores.Of(logits, _head, _kind, Classes, _row);
        Winners[row, column] = TensorPrimitives.IndexOfMax(logits) + 1;
        for (var c = 0; c < Maps.Length; c++)
        {
            Maps[c][row, column] = _row[c];
        }

        var index = Fill(row, column);
        if (_keepLogits)
        {
            Logits ??= new float[(long)Grid.Count * BaseLogits.Length];
            logits.CopyTo(Logits.AsSpan(index * BaseLogits.Length));
        }
    }

    /// <summary>Takes what an earlier query left of a position; one that is none of the grid's is ignored.</summary>
    /// <param name="stored">What was kept.</param>
    /// <param name="index">The position's number in the grid of what was kept.</param>
    /// <param name="row">Its logits, or the scores of the classes that were kept.</param>
    public void Add(StoredScores stored, int index, ReadOnlySpan<float> row)
    {
        var position = stored.Grid.Position(index);
        if (stored.Classes is null)
        {
            Add(position, row);
        }
        else if (Grid.Find(position) is var (y, x))
        {
            (Logits, _keepLogits) = (null, false);
            Fill(y, x);
            for (var c = 0; c < Maps.Length; c++)
            {
                Maps[c][y, x] = row[IndexOf(stored.Classes, Classes[c])];
            }
        }
    }

    /// <summary>Fills the positions that were not computed.</summary>
    /// <param name="maps">A map a class, row by row.</param>
    public void Guess(IReadOnlyList<double[]> maps)
    {
        for (var i = 0; i < _filled.Length; i++)
        {
            if (!_filled[i])
            {
                (Logits, _keepLogits, IsExact) = (null, false, false);
                var (row, column) = Math.DivRem(i, Grid.Columns);
                for (var c = 0; c < Maps.Length; c++)
                {
                    Maps[c][row, column] = (float)maps[c][i];
                }

                Fill(row, column);
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
