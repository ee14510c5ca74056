using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    public double Of(double[] exact, double[] other, int rows, int columns)
    {
        if (exact.AsSpan().SequenceEqual(other))
        {
            return 1;
        }

        var (right, judged, sum) = (Windows(exact, rows, columns), Windows(other, rows, columns), 0.0);
        for (var channel = 0; channel < Channels; channel++)
        {
            var (c1, c2) = StructuralSimilarity.Constants(Range(right[channel].Values));
            sum += right[channel].Similarity(judged[channel], c1, c2);
        }

        return sum / Channels;
    }

    /// <summary>What comparing a map with others needs, channel by channel.</summary>
    internal WindowedMap[] Windows(double[] map, int rows, int columns) => [.. Enumerable.Range(0, Channels).Select(channel => new WindowedMap(View(map, channel), rows, columns))];

    /// <summary>A channel of a map: the scores as they are, or how much of a colour they are drawn with, 0 to 255.</summary>
    /// <param name="view">Memory for a colour; null for new.</param>
    public double[] View(double[] map, int channel, double[]? view = null)
    {
        if (metric != QualityMetric.Rendered)
        {
            return map;
        }

        var (low, high) = Scale;
        view ??= new double[map.Length];
        for (var i = 0; i < map.Length; i++)
        {
            view[i] = Color(map[i], low, high, Jet[channel]);
        }

        return view;
    }

    /// <summary>The same of eight maps, one in each lane.</summary>
    /// <param name="view">Memory that may be used.</param>
    internal ReadOnlySpan<Vector512<double>> View(ReadOnlySpan<Vector512<double>> maps, int channel, Vector512<double>[] view)
    {
        if (metric != QualityMetric.Rendered)
        {
            return maps;
        }

        var (low, high) = Scale;
        var scores = MemoryMarshal.Cast<Vector512<double>, double>(maps);
        var drawn = MemoryMarshal.Cast<Vector512<double>, double>(view.AsSpan());
        for (var i = 0; i < scores.Length; i++)
        {
            drawn[i] = Color(scores[i], low, high, Jet[channel]);
        }

        return view;
    }

    /// <summary>SSIM's constants for eight maps, one in each lane, and the mean of the ranges they are relative to.</summary>
    internal (Vector512<double> C1, Vector512<double> C2, double Range) Constants(Vector512<double> ranges)
    {
        if (metric == QualityMetric.Rendered)
        {
            ranges = Vector512.Create((double)byte.MaxValue);
        }

        var (c1, c2) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            var constants = StructuralSimilarity.Constants(ranges[lane]);
            (c1, c2) = (c1.WithElement(lane, constants.C1), c2.WithElement(lane, constants.C2));
        }

        return (c1, c2, Vector512.Sum(ranges) / Vector512<double>.Count);
    }

    /// <summary>The range that SSIM's constants are relative to: the exact map's own, or that of a colour.</summary>
    public double Range(double[] view) => metric == QualityMetric.Rendered ? byte.MaxValue : StructuralSimilarity.Range(view);

    /// <summary>The scores that the first and the last colour are drawn for.</summary>
    private (double Low, double High) Scale => (0.75 * baseScore, Math.Min(1, 1.25 * baseScore));

    private static double Color(double score, double low, double high, double[] colors) =>
        high <= low ? 0 : colors[(int)(Math.Clamp((score - low) / (high - low), 0, 1) * (Colors - 1))];

    private static double Channel((byte R, byte G, byte B) color, int channel) => channel == 0 ? color.R : channel == 1 ? color.G : color.B;
}
