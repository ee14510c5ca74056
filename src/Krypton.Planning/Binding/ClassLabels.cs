using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Binding;

/// <summary>Finds classes by their names.</summary>
internal static class ClassLabels
{
    /// <summary>The class so labelled, or one of whose comma-separated synonyms it is; case does not matter.</summary>
    /// <exception cref="QueryException">There is none, or several.</exception>
    public static int Find(string label, BoundModel model, SourceSpan span)
    {
        if (model.Labels.Count == 0)
        {
            throw new QueryException(
                $"model '{model.Name}' has no class names, so '{label}' cannot be found", span, "give it some with CREATE MODEL … WITH (labels = 'file.txt'), or use FOR CLASS and a number");
        }

        var exact = Matches(model, name => Same(name, label));
        var found = exact.Count > 0 ? exact : Matches(model, name => name.Split(',').Any(synonym => Same(synonym, label)));
        return found.Count switch
        {
            1 => found[0],
            0 => throw new QueryException($"model '{model.Name}' has no class '{label}'", span, Suggestion(label, model)),
            _ => throw new QueryException($"'{label}' names {found.Count} classes of model '{model.Name}' ({string.Join(", ", found)})", span, "use FOR CLASS and a number"),
        };
    }

    private static List<int> Matches(BoundModel model, Func<string, bool> fits) => [.. Enumerable.Range(0, model.Labels.Count).Where(i => fits(model.Labels[i]))];

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string? Suggestion(string label, BoundModel model) =>
        NameSuggestions.Nearest(label, model.Labels.SelectMany(l => l.Split(',')).Select(l => l.Trim())) is { } nearest
            ? $"did you mean '{nearest}'?"
            : model.Labels.Count <= 12 ? $"its classes are {string.Join(", ", model.Labels.Select(l => $"'{l}'"))}" : null;
}
