namespace Krypton.Planning.Logical;

/// <summary>Which classes a choice means.</summary>
public static class ClassChoices
{
    /// <summary>The classes' numbers, given the logits of the image without a patch.</summary>
    public static int[] Indices(this ClassChoice choice, ReadOnlySpan<float> logits) => choice switch
    {
        FixedClass one => [one.Index],
        TopChoice top => Top(logits, top.Count),
        _ => throw new InvalidOperationException($"no classes for {choice.GetType().Name}"),
    };

    /// <summary>The indices of the <paramref name="count"/> highest logits, highest first; of equal ones the lower index first.</summary>
    public static int[] Top(ReadOnlySpan<float> logits, int count)
    {
        var values = logits.ToArray();
        return [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenBy(i => i).Take(count)];
    }
}
