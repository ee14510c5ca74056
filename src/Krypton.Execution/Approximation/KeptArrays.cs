using System.Collections.Concurrent;

namespace Krypton.Execution.Approximation;

/// <summary>Arrays that take long to make and will be asked for again. When there are too many, all go: they can be made anew.</summary>
/// <param name="most">Elements of all kept arrays together; longer arrays are not kept.</param>
internal sealed class KeptArrays<TKey, TElement>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TElement[]> _arrays = [];

    /// <summary>The array of a key; nobody may write into it.</summary>
    public TElement[] Of(TKey key, Func<TElement[]> make)
    {
        if (_arrays.TryGetValue(key, out var known))
        {
            return known;
        }

        var made = make();
        if (_arrays.Values.Sum(a => (long)a.Length) + made.Length > most)
        {
            _arrays.Clear();
        }

        if (made.Length <= most)
        {
            _arrays[key] = made;
        }

        return made;
    }
}
