using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Execution.Calibration;

/// <summary>Work that was done and the time it took.</summary>
internal readonly record struct Trial(LayerWork Work, double Seconds)
{
    /// <summary>Waking threads and reading clocks make shorter times mostly noise.</summary>
    private const double Noise = 50e-6;

    private const double Any = double.PositiveInfinity;

    /// <summary>Coefficients of a family from its trials.</summary>
    /// <param name="family">The family.</param>
    /// <param name="trials">Trials of any families.</param>
    /// <param name="mostPerFarByte">The most that a byte from memory may cost, in seconds.</param>
    public static Coefficients Fit(LayerFamily family, IEnumerable<Trial> trials, double mostPerFarByte = Any)
    {
        var own = trials.Where(t => t.Work.Family == family && t.Seconds > 0).ToList();
        if (own.Count == 0)
        {
            throw new InvalidOperationException($"nothing measured {family}");
        }

        var x = LeastSquares.NonNegative(
            [.. own.Select(t => new[] { t.Work.Flops, t.Work.Bytes, t.Work.FarBytes, t.Work.WeightBytes, t.Work.Boxes, t.Work.Calls })],
            [.. own.Select(t => t.Seconds)],
            Noise,
            [Any, Any, mostPerFarByte, Any, Any, Any]);
        return new Coefficients(family, x[0], x[1], x[2], x[3], x[4], x[5]);
    }
}
