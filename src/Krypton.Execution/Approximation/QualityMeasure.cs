using Krypton.Imaging;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Approximation;

/// <summary>How alike an approximate map and the exact one are, as METRIC says.</summary>
/// <param name="metric">Raw scores, or the picture that Nakandala et al. 2019 (section 5) drew of them.</param>
/// <param name="baseScore">The score without a patch.</param>
public sealed class QualityMeasure(QualityMetric metric, double baseScore)
{
    private const int Colors = 4096;

    private static readonly double[][] Jet = [.. Enumerable.Range(0, 3).Select(channel =>
        Enumerable.Range(0, Colors).Select(i => Channel(ColorMap.JetReversed.At(i / (Colors - 1f)), channel)).ToArray())];

    /// <summary>Maps that SSIM is taken of: one of scores, or red, green and blue.</summary>
    public int Channels => metric == QualityMetric.Rendered ? Jet.Length : 1;

    /// <summary>The mean SSIM over the channels, at most 1.</summary>
    public double Of(double[] exact, double[] other, int rows, int columns) =>
        exact.AsSpan().SequenceEqual(other) ? 1 : Of(Windows(exact, rows, columns), Windows(other, rows, columns));

    /// <summary>The same of maps whose windows are known.</summary>
    internal double Of(WindowedMap[] exact, WindowedMap[] other)
    {
        var sum = 0.0;
        for (var channel = 0; channel < Channels; channel++)
        {
            var (c1, c2) = StructuralSimilarity.Constants(Range(exact[channel].Values));
            sum += exact[channel].Similarity(other[channel], c1, c2);
        }

        return sum / Channels;
    }

    /// <summary>What comparing a map with others needs, channel by channel.</summary>
    internal WindowedMap[] Windows(double[] map, int rows, int columns) => [.. Enumerable.Range(0, Channels).Select(channel => new WindowedMap(View(map, channel), rows, columns))];

    /// <summary>A channel of a map: the scores as they are, or how much of a colour they are drawn with, 0 to 255.</summary>
    public double[] View(double[] map, int channel)
    {
        if (metric != QualityMetric.Rendered)
        {
            return map;
        }

        var (low, high) = (0.75 * baseScore, Math.Min(1, 1.25 * baseScore));
        var colors = Jet[channel];
        if (high <= low)
        {
            return new double[map.Length];
        }

        var view = new double[map.Length];
        for (var i = 0; i < view.Length; i++)
        {
            view[i] = colors[(int)(Math.Clamp((map[i] - low) / (high - low), 0, 1) * (Colors - 1))];
        }

        return view;
    }

    /// <summary>The range that SSIM's constants are relative to: the exact map's own, or that of a colour.</summary>
    public double Range(double[] view) => metric == QualityMetric.Rendered ? byte.MaxValue : StructuralSimilarity.Range(view);

    private static double Channel((byte R, byte G, byte B) color, int channel) => channel == 0 ? color.R : channel == 1 ? color.G : color.B;
}
