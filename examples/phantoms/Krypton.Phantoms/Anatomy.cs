namespace Krypton.Phantoms;

/// <summary>The proportions of one patient who does not exist: where the lungs, the heart and the skeleton lie, in pixels.</summary>
internal sealed class Anatomy
{
    public Anatomy(SeededRandom random)
    {
        Midline = 112 + random.Between(-6, 6);
        BodyHalfWidth = random.Between(97, 116);
        ShoulderY = random.Between(30, 58);
        var apex = random.Between(20, 34);
        var depth = random.Between(140, 158);
        var width = random.Between(58, 70);
        var dome = random.Between(162, 182);
        Left = new Lung(-1, Midline, apex, depth, width * random.Between(0.94f, 1.04f), dome, random.Between(12, 26), random.Between(-0.1f, 0.25f));
        Right = new Lung(1, Midline, apex + random.Between(-3, 3), depth, width * random.Between(0.92f, 1.02f),
            dome + random.Between(2, 12), random.Between(12, 26), random.Between(-0.1f, 0.25f));
        HeartX = Midline + random.Between(9, 19);
        HeartRadiusX = random.Between(33, 46);
        HeartRadiusY = random.Between(29, 40);
        HeartY = Right.DomeTop - HeartRadiusY * random.Between(0.55f, 0.85f);
        HilumY = apex + depth * random.Between(0.45f, 0.55f);
    }

    public float Midline { get; }
    public float BodyHalfWidth { get; }
    public float ShoulderY { get; }
    public float HeartX { get; }
    public float HeartY { get; }
    public float HeartRadiusX { get; }
    public float HeartRadiusY { get; }
    public float HilumY { get; }

    public Lung Left { get; }
    public Lung Right { get; }

    public Lung On(int side) => side < 0 ? Left : Right;

    /// <summary>1 inside the body, 0 in the air beside the neck and the arms.</summary>
    public float Body(float y, float x)
    {
        var halfWidth = 30 + (BodyHalfWidth - 30) * Shape.Step(2, ShoulderY, y);
        return Shape.Step(-2, 7, halfWidth - MathF.Abs(x - Midline));
    }

    /// <summary>1 in the heart and the aortic arch, 0 outside.</summary>
    public float Heart(float y, float x)
    {
        var heart = Shape.Step(1.15f, 0.85f, Shape.Ellipse(y, x, HeartY, HeartX, HeartRadiusY, HeartRadiusX));
        var arch = Shape.Step(1.35f, 0.5f, Shape.Ellipse(y, x, HilumY - 27, Midline + 11, 15, 15));
        var vessels = Shape.Step(22, 17, MathF.Abs(x - Midline));
        return MathF.Max(heart, MathF.Max(arch, vessels));
    }

    /// <summary>How much of a pixel is aerated lung, with nothing of the heart before it: 0 to 1.</summary>
    public float Air(float y, float x) =>
        MathF.Max(Left.Coverage(y, x), Right.Coverage(y, x)) * (1 - Heart(y, x));
}
