namespace Krypton.Networks;

/// <summary>Reproducible weights: the same seed gives the same numbers.</summary>
public sealed class SeededWeights(int seed)
{
    /// <summary>In a shorter row the last weight would have to balance too much.</summary>
    private const int FewestCentred = 4;

    private readonly Random _random = new(seed);

    /// <summary>Numbers spread evenly over [low, high).</summary>
    public float[] Between(double low, double high, int count)
    {
        var values = new float[count];
        var (start, span) = ((float)low, (float)(high - low));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = start + (span * _random.NextSingle());
        }

        return values;
    }

    /// <summary>Numbers around zero of the given standard deviation, spread evenly (He et al., ICCV 2015, section 2.2, with a uniform law).</summary>
    public float[] Around(double deviation, int count) => Between(-deviation * Math.Sqrt(3), deviation * Math.Sqrt(3), count);

    /// <summary>A matrix [outputs][channels · taps] for inputs of the given statistics, such that outputs have mean 0 and about the given deviation.</summary>
    /// <remarks>
    /// Where inputs of several channels have a mean, rows sum to zero: otherwise that mean would outweigh, layer by layer,
    /// what tells one image from another, and a patch would change nothing in the end. Within one channel neighbours are
    /// too much alike for it: nothing would be left of them.
    /// </remarks>
    public float[] Matrix(int outputs, int channels, int taps, Moments input, double deviation = 1)
    {
        var fanIn = channels * taps;
        var centred = input.Mean != 0 && channels >= FewestCentred;
        var energy = centred ? input.Variance : input.Variance + (input.Mean * input.Mean);
        var values = Around(deviation / Math.Sqrt(Math.Max(energy, 1e-6) * fanIn), outputs * fanIn);
        for (var o = 0; centred && o < outputs; o++)
        {
            var row = values.AsSpan(o * fanIn, fanIn);
            var sum = 0.0;
            foreach (var value in row)
            {
                sum += value;
            }

            var mean = (float)(sum / fanIn);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] -= mean;
            }
        }

        return values;
    }
}
