using System.Data.Common;
using Krypton.Catalog;
using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Data;

/// <summary>A query that cannot be understood or answered, a catalog that cannot be opened, or a command that was stopped.</summary>
public sealed class KryptonException : DbException
{
    /// <summary>The SQLSTATE of a query that is wrong.</summary>
    public const string InvalidQuery = "42000";

    /// <summary>The SQLSTATE of a catalog that cannot be used.</summary>
    public const string CatalogFailure = "08001";

    /// <summary>The SQLSTATE of a command that ran longer than its CommandTimeout.</summary>
    public const string TimedOut = "HYT00";

    /// <summary>The SQLSTATE of a command that Cancel stopped.</summary>
    public const string Canceled = "57014";

    private KryptonException(string message, string state, Exception inner)
        : base(message, inner) => SqlState = state;

    /// <inheritdoc/>
    public override string SqlState { get; }

    /// <summary>The line of the command's text where the mistake is, from 1; 0 where it is at no place.</summary>
    public int Line { get; private init; }

    /// <summary>The column of the mistake's first character, from 1; 0 where it is at no place.</summary>
    public int Column { get; private init; }

    /// <summary>The mistake's length in characters.</summary>
    public int Length { get; private init; }

    /// <summary>The remedy, such as "did you mean 'squeezenet'?"; null where none is known.</summary>
    public string? Hint { get; private init; }

    internal static KryptonException Of(QueryException e)
    {
        // A question mark is how other providers write parameters; who comes from there should be told, not only that it is no word.
        var positional = e.SourceText is { } text && e.Span.Length == 1 && e.Span.Start < text.Length && text[e.Span.Start] == '?';
        var hint = positional ? "parameters have names: write @image, for instance, and give the parameter that name" : e.Hint;
        var place = e.Span.Line > 0 ? $" at line {e.Span.Line}, column {e.Span.Column}" : "";
        return new KryptonException($"{e.Problem}{place}{(hint is null ? "" : $"; {hint}")}", InvalidQuery, e)
        {
            Line = e.Span.Line,
            Column = e.Span.Column,
            Length = e.Span.Length,
            Hint = hint,
        };
    }

    internal static KryptonException Of(CatalogException e) => new(e.Message, CatalogFailure, e);

    internal static KryptonException Timeout(int seconds, QueryCanceledException e) =>
        new($"the command took longer than its CommandTimeout of {seconds} s and was {e.Message}; raise CommandTimeout, or ask for less with APPROX or WITHIN", TimedOut, e);

    internal static KryptonException Cancel(QueryCanceledException e) => new($"the command was {e.Message}", Canceled, e);
}
