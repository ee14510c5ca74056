namespace Krypton.Imaging;

/// <summary>
/// Colours for numbers between 0 and 1, interpolated between evenly spaced anchors. Viridis and Inferno (Smith and van der Walt,
/// CC0) are safe for the colour blind; Turbo is Mikhailov's (Google, Apache 2.0). Their anchors are within 11 of 255 of the originals.
/// </summary>
public sealed class ColorMap
{
    private readonly int[] _anchors;

    private ColorMap(string name, bool isDiverging, params int[] anchors) =>
        (Name, IsDiverging, _anchors) = (name, isDiverging, anchors);

    /// <summary>Dark violet over green to yellow; the default for unsigned values.</summary>
    public static ColorMap Viridis { get; } = new(
        "viridis", false,
        0x440154, 0x481F71, 0x443A83, 0x3B528B, 0x31688E, 0x287C8E, 0x21908C, 0x20A486, 0x35B779, 0x5DC963,
        0x8FD744, 0xC7E020, 0xFDE725);

    /// <summary>Black over red to pale yellow.</summary>
    public static ColorMap Inferno { get; } = new(
        "inferno", false,
        0x000004, 0x110A30, 0x330A5E, 0x57106D, 0x781C6D, 0x9A2865, 0xBB3755, 0xD84C3F, 0xED6925, 0xF98D0A,
        0xFCB519, 0xF4DE52, 0xFCFFA4);

    /// <summary>A rainbow of even brightness, for telling levels apart.</summary>
    public static ColorMap Turbo { get; } = new(
        "turbo", false,
        0x30123B, 0x3C3183, 0x434FBB, 0x466BE3, 0x4686FA, 0x3BA1FD, 0x29BBEC, 0x1AD2D1, 0x1AE4B6, 0x31F299,
        0x56FB75, 0x80FF54, 0xA3FD3C, 0xBFF434, 0xD8E436, 0xEDD03A, 0xFABA39, 0xFE9F2F, 0xFB8022, 0xF26114,
        0xE4460B, 0xD23105, 0xBA1F02, 0x9D1001, 0x7A0403);

    /// <summary>The rainbow from red (0) to blue (1), the tradition for occlusion scores: a low score is a hot place.</summary>
    public static ColorMap JetReversed { get; } = new(
        "jet-reversed", false,
        0x7F0000, 0xFF0000, 0xFF7F00, 0xFFFF00, 0x7FFF7F, 0x00FFFF, 0x007FFF, 0x0000FF, 0x00007F);

    /// <summary>Blue for negative, white at one half, red for positive; safe for the colour blind, the default for drops.</summary>
    public static ColorMap BlueWhiteRed { get; } = new(
        "blue-white-red", true,
        0x0B2E83, 0x1F5FC4, 0x6FA5E8, 0xF4F4F4, 0xF7A36B, 0xEE5A2F, 0xC4001A);

    /// <summary>Every map, for settings and help texts.</summary>
    public static IReadOnlyList<ColorMap> All { get; } = [Viridis, Inferno, Turbo, JetReversed, BlueWhiteRed];

    public string Name { get; }

    /// <summary>Whether one half means zero, and the two sides opposite signs.</summary>
    public bool IsDiverging { get; }

    /// <summary>The colour at <paramref name="t"/>, clamped to 0–1; NaN is 0.</summary>
    public (byte R, byte G, byte B) At(float t)
    {
        var place = float.IsNaN(t) ? 0 : Math.Clamp(t, 0, 1) * (_anchors.Length - 1);
        var index = Math.Min((int)place, _anchors.Length - 2);
        var (low, high, fraction) = (_anchors[index], _anchors[index + 1], place - index);
        return (Between(low >> 16, high >> 16, fraction), Between(low >> 8, high >> 8, fraction), Between(low, high, fraction));
    }

    private static byte Between(int low, int high, float fraction)
    {
        var (from, to) = ((byte)low, (byte)high);
        return (byte)(from + ((to - from) * fraction) + 0.5f);
    }
}
