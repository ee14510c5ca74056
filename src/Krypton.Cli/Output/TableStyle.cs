namespace Krypton.Cli.Output;

/// <summary>What stands around the cells of a table.</summary>
internal abstract class TableStyle
{
    public static TableStyle Plain { get; } = new PlainStyle();

    public static TableStyle Box { get; } = new BoxStyle();

    public static TableStyle Markdown { get; } = new MarkdownStyle();

    /// <summary>Whether long texts may be cut to fit a width.</summary>
    public virtual bool MayCut => true;

    /// <summary>Characters of a line besides those of the cells.</summary>
    public virtual int Overhead(int columns) => (3 * columns) + 1;

    /// <summary>The line above the names; null for none.</summary>
    public virtual string? Top(IReadOnlyList<int> widths) => null;

    public abstract string Row(IReadOnlyList<string> cells);

    /// <summary>The line below the names.</summary>
    public abstract string Rule(IReadOnlyList<int> widths, IReadOnlyList<bool> toTheRight);

    /// <summary>The line below the rows; null for none.</summary>
    public virtual string? Bottom(IReadOnlyList<int> widths) => null;

    /// <summary>The cell without what would be taken for an edge.</summary>
    public virtual string Escape(string cell) => cell;

    private sealed class PlainStyle : TableStyle
    {
        private const string Gap = "  ";

        public override int Overhead(int columns) => Gap.Length * (columns - 1);

        public override string Row(IReadOnlyList<string> cells) => string.Join(Gap, cells);

        public override string Rule(IReadOnlyList<int> widths, IReadOnlyList<bool> toTheRight) => Row([.. widths.Select(w => new string('─', w))]);
    }

    private sealed class BoxStyle : TableStyle
    {
        public override string Top(IReadOnlyList<int> widths) => Line('┌', '┬', '┐', widths);

        public override string Row(IReadOnlyList<string> cells) => $"│ {string.Join(" │ ", cells)} │";

        public override string Rule(IReadOnlyList<int> widths, IReadOnlyList<bool> toTheRight) => Line('├', '┼', '┤', widths);

        public override string Bottom(IReadOnlyList<int> widths) => Line('└', '┴', '┘', widths);

        private static string Line(char left, char between, char right, IReadOnlyList<int> widths) =>
            $"{left}{string.Join(between, widths.Select(w => new string('─', w + 2)))}{right}";
    }

    private sealed class MarkdownStyle : TableStyle
    {
        // Whoever pastes a table somewhere wants all of it.
        public override bool MayCut => false;

        public override string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";

        public override string Rule(IReadOnlyList<int> widths, IReadOnlyList<bool> toTheRight) =>
            $"|{string.Join('|', widths.Zip(toTheRight, (w, right) => new string('-', w + 1) + (right ? ':' : '-')))}|";

        public override string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
