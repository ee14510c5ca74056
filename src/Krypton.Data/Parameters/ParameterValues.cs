namespace Krypton.Data.Parameters;

/// <summary>From a command's parameters to what the engine takes.</summary>
internal static class ParameterValues
{
    /// <exception cref="InvalidOperationException">A parameter has no name, or two have the same.</exception>
    public static IReadOnlyDictionary<string, object?> Of(KryptonParameterCollection parameters)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < parameters.Count; i++)
        {
            var name = parameters[i].ParameterName.TrimStart('@');
            if (name.Length == 0)
            {
                throw new InvalidOperationException($"parameter {i} has no ParameterName: parameters are found by their names, such as @image, never by their order");
            }

            if (!values.TryAdd(name, parameters[i].Value is DBNull ? null : parameters[i].Value))
            {
                throw new InvalidOperationException($"two parameters are called @{name}");
            }
        }

        return values;
    }
}
