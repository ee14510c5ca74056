using Krypton.Output;
using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>Every row as comma-separated values, under a line with the columns' names.</summary>
internal sealed class CsvPrinter(TextWriter output, Asides asides) : IResultPrinter
{
    public void Print(QueryResult result)
    {
        if (result.Relation is { } relation)
        {
            CsvText.Write(relation, output);
            output.Flush();
        }

        if (result.Plan is { } plan)
        {
            output.Write(plan);
            output.Flush();
        }

        asides.All(result);
    }
}
