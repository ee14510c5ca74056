namespace Krypton.Phantoms;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same on every platform and runtime, which System.Random does not promise.
/// </summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 24 bits.</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    public float Between(float low, float high) => low + (high - low) * Unit();

    /// <summary>Uniform in 0 … count − 1.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    public bool Chance(float probability) => Unit() < probability;

    public int Sign() => Chance(0.5f) ? -1 : 1;

    /// <summary>Roughly normal with mean 0 and standard deviation 1: four uniforms cost less than a logarithm and agree everywhere.</summary>
    public float Normal() => (Unit() + Unit() + Unit() + Unit() - 2) * 1.7320508f;

    /// <summary>A generator for one concern of the same film, independent of how much the others draw.</summary>
    public static SeededRandom For(ulong seed, ulong concern) =>
        new(new SeededRandom(seed ^ (concern * 0xD1342543DE82EF95)).Next());
}
