using System.Collections;
using System.Runtime.CompilerServices;

namespace Krypton.Sql;

/// <summary>An immutable sequence that compares by its elements, so that records holding one compare by value.</summary>
[CollectionBuilder(typeof(Seq), nameof(Seq.Create))]
public sealed class Seq<T> : IReadOnlyList<T>, IEquatable<Seq<T>>
{
    private readonly T[] _items;

    internal Seq(T[] items) => _items = items;

    public static Seq<T> Empty { get; } = new([]);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public static bool operator ==(Seq<T>? a, Seq<T>? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(Seq<T>? a, Seq<T>? b) => !(a == b);

    public bool Equals(Seq<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as Seq<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", _items)}]";
}

public static class Seq
{
    public static Seq<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? Seq<T>.Empty : new Seq<T>(items.ToArray());

    public static Seq<T> ToSeq<T>(this IEnumerable<T> items) => new(items.ToArray());
}
