using System.Collections;
using System.Reflection;
using Krypton.Planning.Logical;

namespace Krypton.Parameters;

/// <summary>The values of a query's <c>@names</c>, from whatever form the calling program has them in.</summary>
public static class QueryParameters
{
    private static readonly IReadOnlyDictionary<string, object?> None = new Dictionary<string, object?>();

    /// <summary>
    /// Reads them from null, from a dictionary with string keys, or from an object with a property for each (an anonymous one, for
    /// instance). Bytes and streams, which stand for the file of an image or a model, are taken into memory now: a stream from where
    /// it stands to its end, and it is not closed.
    /// </summary>
    /// <exception cref="ArgumentException">The object is a single value, which says no name.</exception>
    public static IReadOnlyDictionary<string, object?> From(object? parameters) => parameters switch
    {
        null => None,
        IEnumerable<KeyValuePair<string, object?>> pairs => Read(pairs),
        IDictionary dictionary => Read(dictionary.Keys.Cast<object>().Select(k => KeyValuePair.Create($"{k}", dictionary[k]))),
        string or IEnumerable or Stream or IConvertible => throw new ArgumentException(
            $"a {parameters.GetType().Name} has no names; give parameters as new {{ image = … }} or as a dictionary", nameof(parameters)),
        _ => Read(parameters.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)
            .Select(p => KeyValuePair.Create(p.Name, p.GetValue(parameters)))),
    };

    private static Dictionary<string, object?> Read(IEnumerable<KeyValuePair<string, object?>> pairs) => pairs.ToDictionary(p => p.Key, p => Value(p.Value));

    private static object? Value(object? value) => value switch
    {
        // Copies, because the program may use its buffer for something else while the query runs or a batch waits.
        byte[] bytes => new FileContent([.. bytes]),
        ReadOnlyMemory<byte> memory => new FileContent(memory.ToArray()),
        Memory<byte> memory => new FileContent(memory.ToArray()),
        ArraySegment<byte> segment => new FileContent([.. segment]),
        Stream stream => new FileContent(ToEnd(stream)),
        DBNull => null,
        _ => value,
    };

    private static byte[] ToEnd(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
