namespace Krypton.Phantoms;

/// <summary>One lung field: a dome at the apex, widest below the middle, cut off by the diaphragm. Distances are from the midline.</summary>
/// <param name="Side">−1 for the left of the film (the patient's right), +1 for the right.</param>
internal sealed record Lung(int Side, float Midline, float Apex, float Depth, float Width, float DomeTop, float DomeFall, float Flare)
{
    /// <summary>1 well inside the field, 0 outside, soft over a few pixels between.</summary>
    public float Coverage(float y, float x)
    {
        var v = (y - Apex) / Depth;
        if (v <= 0)
        {
            return 0;
        }

        var distance = Side * (x - Midline);
        var (inner, outer) = Walls(v);
        var wall = MathF.Min(distance - inner, outer - distance);
        return Shape.Step(-2.5f, 3.5f, wall) * Shape.Step(-2, 3, Diaphragm(distance) - y) * Shape.Step(0, 0.05f, v);
    }

    /// <summary>The inner and outer wall at a relative depth of 0 (apex) to 1.</summary>
    public (float Inner, float Outer) Walls(float v)
    {
        var rise = 1 - MathF.Min(v / 0.6f, 1);
        var width = Width * MathF.Sqrt(MathF.Max(0, 1 - rise * rise)) * (1 + Flare * MathF.Max(0, v - 0.6f));
        var center = 33 + 22 * MathF.Min(v / 0.6f, 1.2f);
        return (center - 0.48f * width, center + 0.52f * width);
    }

    /// <summary>The y at which the diaphragm begins: a dome that falls towards the side wall.</summary>
    public float Diaphragm(float distance)
    {
        var t = (distance - 40) / 50;
        return DomeTop + DomeFall * t * t;
    }
}
