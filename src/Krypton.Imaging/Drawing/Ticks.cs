using System.Globalization;

namespace Krypton.Imaging.Drawing;

/// <summary>Round numbers along a scale: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    /// <summary>About <paramref name="wanted"/> ticks from low to high, each with its label; one where both are the same.</summary>
    public static IReadOnlyList<(double Value, string Label)> Between(double low, double high, int wanted)
    {
        if (!(high > low))
        {
            return [(low, low.ToString("0.###", CultureInfo.InvariantCulture))];
        }

        var rough = (high - low) / Math.Clamp(wanted, 1, 8);
        var power = (int)Math.Floor(Math.Log10(rough));
        var unit = Math.Pow(10, power);
        var step = unit * ((rough / unit) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var format = power is < -4 or > 5 ? "0.##E+0" : "0." + new string('#', Math.Max(0, 1 - power));
        var ticks = new List<(double, string)>();
        for (var i = (long)Math.Ceiling((low / step) - 1e-6); i * step <= high + (step * 1e-6); i++)
        {
            ticks.Add((i * step, (i * step).ToString(format, CultureInfo.InvariantCulture)));
        }

        return ticks;
    }
}
