using Krypton.Cli.Options;
using Krypton.Cli.Terminal;
using Krypton.Planning.Explain;
using Krypton.Planning.Physical;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Cli.Output;

/// <summary>How and where answers are shown, as the user has it at the moment.</summary>
internal sealed class Display(TextWriter output, TextWriter error, TerminalCapabilities terminal) : IResultPrinter, IDisposable
{
    private readonly Asides _asides = new(error);
    private StreamWriter? _file;
    private WorkloadPlan? _shown;

    public OutputFormat Format { get; set; }

    public HeatmapDisplay Pictures { get; set; }

    /// <summary>Whether the plan stands before each explanation.</summary>
    public bool Plan { get; set; }

    /// <summary>Whether each answer says how long it took.</summary>
    public bool Timer { get; set; }

    /// <summary>The terminal as it is now.</summary>
    public TerminalCapabilities Terminal => terminal.Resized();

    /// <summary>The terminal for maps that are not finished; null when there are to be none.</summary>
    public TerminalCapabilities? Preview => IsForPeople && _file is null ? Pictures.ShownOn(Terminal) : null;

    /// <summary>Where answers go.</summary>
    public TextWriter Output => _file ?? output;

    private bool IsForPeople => Format is OutputFormat.Table or OutputFormat.Box or OutputFormat.Markdown;

    /// <summary>Writes answers to a file from now on; null: to standard output again.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, not allowed.</exception>
    public void SendTo(string? path)
    {
        var file = path is null ? null : new StreamWriter(path, append: false);
        _file?.Dispose();
        _file = file;
    }

    public void Print(QueryResult result)
    {
        if (Plan && result.Statistics is { } statistics && statistics.Plan != _shown)
        {
            // Of queries answered together all have the same.
            _shown = statistics.Plan;
            (IsForPeople ? Output : error).WriteLine(PlanRenderer.Render(PlanDescriber.Describe(statistics.Plan, false), PlanFormat.Text));
        }

        Printer().Print(result);
        Output.Flush();
    }

    /// <summary>Says what an answer took, where that is wanted.</summary>
    public void Took(TimeSpan time)
    {
        if (Timer)
        {
            (IsForPeople ? Output : error).WriteLine($"time {Units.Time(time)}");
            Output.Flush();
        }
    }

    public void Dispose() => _file?.Dispose();

    private IResultPrinter Printer()
    {
        var shown = _file is null ? Terminal : TerminalCapabilities.Redirected;
        return Format switch
        {
            OutputFormat.Table => new TablePrinter(Output, _asides, shown, TableStyle.Plain, Pictures),
            OutputFormat.Box => new TablePrinter(Output, _asides, shown, TableStyle.Box, Pictures),
            OutputFormat.Markdown => new TablePrinter(Output, _asides, shown, TableStyle.Markdown, Pictures == HeatmapDisplay.Auto ? HeatmapDisplay.Off : Pictures),
            OutputFormat.Csv => new CsvPrinter(Output, _asides),
            OutputFormat.Json => new JsonPrinter(Output, _asides),
            _ => throw new InvalidOperationException($"no printer for {Format}"),
        };
    }
}
