using System.Globalization;

namespace Krypton.Imaging;

/// <summary>One number for each of red, green and blue, in pixel units 0–255.</summary>
public readonly record struct ChannelValues(float Red, float Green, float Blue)
{
    /// <summary>The same number for every channel.</summary>
    public static ChannelValues All(float value) => new(value, value, value);

    /// <summary>
    /// Reads the value of an option such as mean: one number for all channels, or three separated by commas.
    /// Throws <see cref="ImageException"/> naming <paramref name="option"/>.
    /// </summary>
    public static ChannelValues Parse(string text, string option)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var values = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !float.IsFinite(values[i]))
            {
                throw new ImageException($"{option} = '{text}': '{parts[i]}' is no number. {Expected}");
            }
        }

        return values.Length switch
        {
            1 => All(values[0]),
            3 => new ChannelValues(values[0], values[1], values[2]),
            _ => throw new ImageException($"{option} = '{text}' holds {values.Length} numbers. {Expected}"),
        };
    }

    private const string Expected = "Give one number, or three for red, green, blue, such as '123.675,116.28,103.53'.";
}
