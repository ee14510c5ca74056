using System.Text;

namespace Krypton.Sql;

/// <summary>A query that cannot be understood or answered: says what is wrong, where, what was expected and the nearest known name.</summary>
/// <param name="problem">One sentence without a final stop, starting in lower case.</param>
/// <param name="span">Where in <paramref name="source"/>.</param>
/// <param name="source">The whole script; null when the caller has not attached it yet (see <see cref="WithSource"/>).</param>
/// <param name="hint">The remedy, a sentence: "did you mean 'squeezenet'?" or "expected PATCH, STRIDE or FILL".</param>
public sealed class QueryException(string problem, SourceSpan span, string? hint = null, string? source = null, Exception? inner = null)
    : Exception(problem, inner)
{
    private const int LongestLine = 240;

    private const int MostCarets = 200;

    public string Problem { get; } = problem;

    public SourceSpan Span { get; } = span;

    public string? Hint { get; } = hint;

    public string? SourceText { get; } = source;

    /// <summary>The same error with the script it happened in, unless it has one already.</summary>
    public QueryException WithSource(string source) => SourceText is null ? new QueryException(Problem, Span, Hint, source, InnerException) : this;

    /// <summary>The error as a person should see it: the problem with its line and column, the source line with a caret, the hint.</summary>
    public string Format()
    {
        var text = new StringBuilder($"error: {Problem}");
        if (SourceText is { } source && Span.Line > 0)
        {
            text.Append($" at line {Span.Line}, column {Span.Column}").AppendLine();
            var lines = source.Split('\n');
            var line = Span.Line <= lines.Length ? lines[Span.Line - 1].TrimEnd('\r') : "";
            var (shown, column) = Window(line, Span.Column - 1);
            var carets = Math.Clamp(Math.Min(Span.Length, shown.Length - column), 1, MostCarets);

            // Tabs keep their width under the caret only if the padding repeats them.
            var padding = string.Concat(shown.Take(column).Select(c => c == '\t' ? '\t' : ' ')).PadRight(column);
            text.Append("  ").AppendLine(shown).Append("  ").Append(padding).Append('^', carets);
        }

        if (Hint is not null)
        {
            text.AppendLine().Append("  ").Append(Hint);
        }

        return text.ToString();
    }

    /// <summary>The part of a very long line around the place, and the place in it.</summary>
    private static (string Shown, int Column) Window(string line, int column)
    {
        if (line.Length <= LongestLine)
        {
            return (line, column);
        }

        var start = Math.Clamp(column - (LongestLine / 2), 0, line.Length - LongestLine);
        var shown = line.Substring(start, LongestLine);
        return ((start > 0 ? "…" : "") + shown + (start + LongestLine < line.Length ? "…" : ""), column - start + (start > 0 ? 1 : 0));
    }
}
