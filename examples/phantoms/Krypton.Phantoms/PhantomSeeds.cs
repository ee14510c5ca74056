namespace Krypton.Phantoms;

/// <summary>Which seeds the bundled model was trained on, and which it has never seen.</summary>
public static class PhantomSeeds
{
    /// <summary>Training films use the seeds from here up to, not including, <see cref="HeldOut"/>.</summary>
    public const ulong Training = 0;

    /// <summary>Seeds from here on are held out: every reported number and every bundled film uses them.</summary>
    public const ulong HeldOut = 1_000_000;
}
