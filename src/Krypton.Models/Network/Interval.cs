namespace Krypton.Models.Network;

/// <summary>A half-open range [Start, End) of rows or columns; empty when End ≤ Start.</summary>
public readonly record struct Interval(int Start, int End)
{
    public static Interval Empty { get; } = new(0, 0);

    public bool IsEmpty => End <= Start;

    public int Length => Math.Max(0, End - Start);

    /// <summary>The smallest interval that holds both.</summary>
    public Interval Hull(Interval other) =>
        IsEmpty ? other : other.IsEmpty ? this : new Interval(Math.Min(Start, other.Start), Math.Max(End, other.End));

    /// <summary>The part inside [0, length).</summary>
    public Interval Clip(int length) => new Interval(Math.Max(0, Start), Math.Min(length, End)) is { IsEmpty: false } inside ? inside : Empty;
}
