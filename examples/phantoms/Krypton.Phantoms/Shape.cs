namespace Krypton.Phantoms;

/// <summary>
/// Soft profiles from +, −, ×, ÷ and square roots only. IEEE 754 fixes all of these to the last bit, so that films are
/// identical on every machine; exponentials and sines are not fixed.
/// </summary>
internal static class Shape
{
    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between.</summary>
    public static float Step(float from, float to, float x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0f, 1f);
        return t * t * (3 - 2 * t);
    }

    /// <summary>1 at 0, smoothly to 0 where the squared relative distance reaches 1.</summary>
    public static float Bump(float squared) => squared >= 1 ? 0 : (1 - squared) * (1 - squared);

    /// <summary>Squared distance from an ellipse's centre in units of its radii: 1 on its edge.</summary>
    public static float Ellipse(float y, float x, float centerY, float centerX, float radiusY, float radiusX)
    {
        var dy = (y - centerY) / radiusY;
        var dx = (x - centerX) / radiusX;
        return dy * dy + dx * dx;
    }
}
