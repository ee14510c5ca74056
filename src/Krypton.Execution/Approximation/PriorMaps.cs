using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>Eight maps drawn before anything was known, one in each lane, and what correcting them by the known cells took so far.</summary>
/// <param name="maps">Cell by cell, in units of the scale.</param>
internal sealed class PriorMaps(Vector512<double>[] maps)
{
    private Vector512<double>[] _solved = [];
    private int _count;

    public Vector512<double>[] Maps => maps;

    /// <summary>What the correction takes of each known cell's covariances: the inverse covariance of the known cells times what the maps hold there.</summary>
    /// <param name="factor">Of the covariance of <paramref name="cells"/>; those of earlier calls come first.</param>
    /// <param name="weights">Where they go, cell by cell.</param>
    public void Weights(Cholesky factor, int[] cells, Span<Vector512<double>> weights)
    {
        if (_solved.Length < cells.Length)
        {
            Array.Resize(ref _solved, Math.Max(cells.Length, 2 * _solved.Length));
        }

        for (var i = _count; i < cells.Length; i++)
        {
            _solved[i] = maps[cells[i]];
        }

        factor.SolveLower(_solved.AsSpan(0, cells.Length), _count);
        _count = Math.Max(_count, cells.Length);
        _solved.AsSpan(0, cells.Length).CopyTo(weights);
        factor.SolveUpper(weights);
    }
}
