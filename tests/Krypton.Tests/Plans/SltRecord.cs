namespace Krypton.Tests.Plans;

/// <summary>One test of an .slt file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Kind">The first word of its first line: statement, plan, rule, same, uses, avoids or evaluates.</param>
/// <param name="Argument">The rest of the first line.</param>
/// <param name="Sql">Statements.</param>
/// <param name="Expected">Lines behind the dashes; null when there are none.</param>
internal sealed record SltRecord(int Line, string Kind, string Argument, string Sql, IReadOnlyList<string>? Expected)
{
    private const string Dashes = "----";

    /// <summary>Reads a file: records are apart by empty lines, and lines that begin with # are comments.</summary>
    public static IReadOnlyList<SltRecord> Read(string text)
    {
        var records = new List<SltRecord>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || lines[i][0] == '#')
            {
                continue;
            }

            var block = lines.Skip(i).TakeWhile(l => l.Length > 0).ToList();
            var words = block[0].Split(' ', 2);
            var sql = block.Skip(1).TakeWhile(l => l != Dashes).ToList();
            var expected = block.Count > sql.Count + 1 ? block.Skip(sql.Count + 2).ToList() : null;
            records.Add(new SltRecord(i + 1, words[0], words.Length > 1 ? words[1] : "", string.Join('\n', sql), expected));
            i += block.Count;
        }

        return records;
    }

    /// <summary>The file's text with other expectations for some of its records.</summary>
    public static string Complete(string text, IEnumerable<(SltRecord Record, IReadOnlyList<string> Lines)> completed)
    {
        var lines = text.Split('\n').ToList();

        // From the end, so that places further up stay what they are.
        foreach (var (record, expected) in completed.OrderByDescending(c => c.Record.Line))
        {
            var first = record.Line + record.Sql.Split('\n').Length + 1;
            lines.RemoveRange(first, record.Expected!.Count);
            lines.InsertRange(first, expected);
        }

        return string.Join('\n', lines);
    }
}
