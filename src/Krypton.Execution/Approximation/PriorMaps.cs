using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>Eight maps drawn before anything was known, one in each lane, and what correcting them by the known cells took so far.</summary>
/// <param name="maps">Cell by cell, in units of the scale.</param>
internal sealed class PriorMaps(Vector512<double>[] maps)
{
    private Vector512<double>[] _solved = [];

    public Vector512<double>[] Maps => maps;

    /// <summary>What the correction takes of each known cell's covariances: the inverse covariance of the known cells times what the maps hold there.</summary>
    /// <param name="factor">Of the covariance of <paramref name="cells"/>; those of earlier calls come first.</param>
    public Vector512<double>[] Weights(Cholesky factor, int[] cells)
    {
        if (_solved.Length < cells.Length)
        {
            _solved = factor.SolveLower([.. cells.Select(c => maps[c])], _solved);
        }

        var weights = _solved[..cells.Length];
        factor.SolveUpper(weights);
        return weights;
    }
}
