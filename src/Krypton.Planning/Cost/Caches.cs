namespace Krypton.Planning.Cost;

/// <summary>What of a call's maps cannot stay in a cache.</summary>
internal static class Caches
{
    /// <summary>Bytes of maps that a third-level cache keeps from one layer to the next: half of the usual 32 MiB, the rest goes to weights and neighbours.</summary>
    public const double Kept = 16 << 20;

    /// <summary>Bytes beyond what is kept, of that many bytes moved in that many calls.</summary>
    public static double Far(double bytes, double calls) => Math.Max(0, bytes - (Kept * calls));
}
