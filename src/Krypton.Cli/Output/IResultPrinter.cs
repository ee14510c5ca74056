using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>Prints the answer of one statement.</summary>
internal interface IResultPrinter
{
    void Print(QueryResult result);
}
