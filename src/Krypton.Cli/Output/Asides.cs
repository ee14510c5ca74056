using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>What people should know besides an answer, on standard error so that programs can read the answer.</summary>
internal sealed class Asides(TextWriter error)
{
    private readonly HashSet<string> _said = [];

    /// <summary>Each note once: statements about the same model would repeat theirs.</summary>
    public void Notes(QueryResult result)
    {
        foreach (var note in result.Notes.Where(_said.Add))
        {
            error.WriteLine($"note: {note}");
        }
    }

    /// <summary>The notes, and the message and files that a format for programs has no place for.</summary>
    public void All(QueryResult result)
    {
        if (result.Message.Length > 0)
        {
            error.WriteLine(result.Message);
        }

        if (result.Statistics is { Files.Count: > 0 } statistics)
        {
            error.WriteLine(Units.Wrote(statistics.Files));
        }

        Notes(result);
    }
}
