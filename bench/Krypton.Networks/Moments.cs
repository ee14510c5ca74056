namespace Krypton.Networks;

/// <summary>An estimate of an activation's mean and variance, carried through the layers so that weights keep values in range.</summary>
/// <remarks>Values are taken for normally distributed and for independent of each other; both are wrong, but near enough to choose scales by.</remarks>
public readonly record struct Moments(double Mean, double Variance)
{
    public static Moments Unit { get; } = new(0, 1);

    private double Square => Variance + (Mean * Mean);

    private double Deviation => Math.Sqrt(Variance);

    /// <summary>max(x, 0).</summary>
    public Moments Rectified()
    {
        if (Variance <= 0)
        {
            return this with { Mean = Math.Max(0, Mean) };
        }

        var z = Mean / Deviation;
        var (density, below) = (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI), 1 / (1 + Math.Exp(-1.702 * z)));
        var mean = (Mean * below) + (Deviation * density);
        return Of(mean, (Square * below) + (Mean * Deviation * density));
    }

    /// <summary>x · sigmoid(x), for x of mean 0 and variance 1.</summary>
    public static Moments Swish { get; } = new(0.207, 0.313);

    /// <summary>sigmoid(x), for x of mean 2 and variance 1.</summary>
    public static Moments Gate { get; } = new(0.85, 0.012);

    public Moments Plus(Moments other) => new(Mean + other.Mean, Variance + other.Variance);

    public Moments Times(Moments other) => Of(Mean * other.Mean, Square * other.Square);

    /// <summary>The largest of a few neighbours, which are alike.</summary>
    public Moments Highest() => this with { Mean = Mean + (0.4 * Deviation) };

    /// <summary>The mean over a window; a whole map leaves little more than what tells channels apart.</summary>
    public Moments Averaged(bool wholeMap) => this with { Variance = Variance * (wholeMap ? 0.3 : 0.6) };

    /// <summary>Values of several maps side by side, by their numbers of channels.</summary>
    public static Moments Joined(IReadOnlyCollection<(Moments Part, int Channels)> parts)
    {
        double total = parts.Sum(p => p.Channels);
        return Of(parts.Sum(p => p.Part.Mean * p.Channels) / total, parts.Sum(p => p.Part.Square * p.Channels) / total);
    }

    private static Moments Of(double mean, double square) => new(mean, Math.Max(0, square - (mean * mean)));
}
