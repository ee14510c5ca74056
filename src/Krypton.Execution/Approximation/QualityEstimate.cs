namespace Krypton.Execution.Approximation;

/// <summary>How alike a map and the exact one are expected to be, and how sure that is.</summary>
/// <param name="Quality">The expected quality, at most 1.</param>
/// <param name="Spread">The standard deviation of the quality among maps that are as likely as the true one.</param>
/// <param name="LossUncertainty">The standard error of the last check, relative to the loss 1 − quality: 0.3 is 30 % of it.</param>
public readonly record struct QualityEstimate(double Quality, double Spread, double LossUncertainty)
{
    /// <summary>How far the estimate may be off: one standard deviation of both together.</summary>
    public double Deviation => Math.Sqrt((Spread * Spread) + Math.Pow((1 - Quality) * LossUncertainty, 2));
}
