namespace Krypton.Sql;

/// <summary>Finds what a mistyped name was meant to be: for keywords, models, settings and labels alike.</summary>
public static class NameSuggestions
{
    // Beyond this length a name is a path or an accident, and comparing two of them would cost its square.
    private const int LongestName = 200;

    private const int ShortestPrefix = 3;

    /// <summary>
    /// The candidate nearest to <paramref name="name"/> regardless of case, the earlier of two equally near; null when none is
    /// near. Near: one slip of the keys for every three letters, at most three; failing that, a candidate that
    /// <paramref name="name"/> begins.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);

        string? nearest = null, begun = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            if (SlipsWithinReach(name, candidate) is { } slips && slips < least)
            {
                (nearest, least) = (candidate, slips);
            }

            if (name.Length >= ShortestPrefix && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (begun is null || candidate.Length < begun.Length))
            {
                begun = candidate;
            }
        }

        return nearest ?? begun;
    }

    private static int? SlipsWithinReach(string name, string candidate)
    {
        var (shorter, longer) = (Math.Min(name.Length, candidate.Length), Math.Max(name.Length, candidate.Length));
        var reach = Math.Clamp(longer / 3, 1, 3);
        if (longer > LongestName || longer - shorter > reach)
        {
            return null;
        }

        // As many slips as the shorter word has letters would make anything of it.
        var slips = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
        return slips == 0 || (slips <= reach && slips < shorter) ? slips : null;
    }

    /// <summary>Damerau–Levenshtein (optimal string alignment): insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Distance(string a, string b)
    {
        var (beforePrevious, previous, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(previous[j], current[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[b.Length];
    }
}
