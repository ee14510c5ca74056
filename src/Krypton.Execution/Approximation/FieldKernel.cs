namespace Krypton.Execution.Approximation;

/// <summary>
/// How alike the scores of two positions are, as a covariance of a Gaussian process on the grid: a product of one function a
/// axis, Matérn 3/2 in the distance (Rasmussen and Williams 2006, section 4.2.1), part of which holds only between positions
/// of one phase, because a network that downsamples treats positions a whole total stride apart alike.
/// </summary>
/// <param name="Length">Cells over which scores are alike.</param>
/// <param name="Period">Cells from a position to the next of its phase.</param>
/// <param name="PhaseWeight">The part that holds within a phase only, 0 to 1.</param>
/// <param name="Nugget">Variance that no neighbour tells of, relative to the rest.</param>
public sealed record FieldKernel(double Length, int Period, double PhaseWeight, double Nugget)
{
    /// <summary>Scores of one phase are alike this many times farther.</summary>
    private const double PhaseReach = 3;

    /// <summary>The covariance along one axis at each distance from 0 to <paramref name="count"/> − 1 cells; 1 at 0.</summary>
    public double[] Axis(int count)
    {
        var values = new double[count];
        for (var d = 0; d < count; d++)
        {
            values[d] = ((1 - PhaseWeight) * Matern(d / Length)) + (d % Period == 0 ? PhaseWeight * Matern(d / (PhaseReach * Length)) : 0);
        }

        return values;
    }

    private static double Matern(double distance)
    {
        var scaled = Math.Sqrt(3) * distance;
        return (1 + scaled) * Math.Exp(-scaled);
    }
}
