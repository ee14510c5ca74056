using Krypton.Cli.Output;
using Krypton.Results;

namespace Krypton.Tests.Cli;

public class TextTableTests
{
    private static string Write(Relation relation, int? width = null, TableStyle? style = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        TextTable.Write(relation, output, width, style);
        return output.ToString();
    }

    [Fact]
    public void Numbers_stand_to_the_right_with_equal_decimals_and_tiny_ones_do_not_become_zero() => Assert.Equal(
        """
        name    drop    n
        ────  ──────  ───
        a     0.5000    7
        b     1.2346  100
        c     3.0e-7   -1

        """.ReplaceLineEndings("\n"),
        Write(Relation.Of([new("name", typeof(string)), new("drop", typeof(float)), new("n", typeof(int))], ["a", 0.5f, 7], ["b", 1.23456f, 100], ["c", 3e-7f, -1])));

    [Fact]
    public void Long_texts_are_cut_to_the_width_and_numbers_never()
    {
        var relation = Relation.Of([new("path", typeof(string)), new("n", typeof(long))], [new string('x', 100), 1234567890123L]);
        Assert.All(Write(relation, 40).TrimEnd().Split('\n'), line => Assert.True(line.Length <= 40, line));
        Assert.Contains("xxx…  1234567890123\n", Write(relation, 40), StringComparison.Ordinal);
        Assert.Contains(new string('x', 100), Write(relation), StringComparison.Ordinal);
        Assert.Contains("1234567890123", Write(relation, 5), StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_characters_take_two_cells() => Assert.Equal(
        "a     b\n────  ─\n日本  x\nc     y\n",
        Write(Relation.Of([new("a", typeof(string)), new("b", typeof(string))], ["日本", "x"], ["c", "y"])));

    [Fact]
    public void Cells_stay_on_one_line_and_send_no_escape_sequences() => Assert.Equal(
        "a\n─────────\nx y [31mz\n",
        Write(Relation.Of([new("a", typeof(string))], ["x\ny\u001b[31mz"])));

    [Fact]
    public void Without_rows_there_is_the_header() => Assert.Equal("a  drop\n─  ────\n", Write(Relation.Of([new("a", typeof(string)), new("drop", typeof(float))])));

    private static Relation Two => Relation.Of([new("name", typeof(string)), new("n", typeof(int))], [["a|b", 7], ["long name", 120]]);

    [Fact]
    public void A_box_has_lines_around_every_cell_and_fits_the_width()
    {
        Assert.Equal(
            """
            ┌───────────┬─────┐
            │ name      │   n │
            ├───────────┼─────┤
            │ a|b       │   7 │
            │ long name │ 120 │
            └───────────┴─────┘

            """, Write(Two, 100, TableStyle.Box));
        Assert.All(Write(Two, 18, TableStyle.Box).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(18, line.Length));
    }

    [Fact]
    public void Markdown_aligns_numbers_escapes_bars_and_cuts_nothing() => Assert.Equal(
        """
        | name      |   n |
        |-----------|----:|
        | a\|b      |   7 |
        | long name | 120 |

        """, Write(Two, 12, TableStyle.Markdown));
}
