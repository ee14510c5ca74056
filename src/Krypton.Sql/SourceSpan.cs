namespace Krypton.Sql;

/// <summary>Where a piece of query text stands: 0-based <paramref name="Start"/> and <paramref name="Length"/> in characters, 1-based line and column.</summary>
/// <remarks>Two spans always compare equal: a place is not part of a query's meaning, and AST nodes must compare by meaning.</remarks>
public readonly record struct SourceSpan(int Start, int Length, int Line, int Column)
{
    public bool Equals(SourceSpan other) => true;

    public override int GetHashCode() => 0;
}
