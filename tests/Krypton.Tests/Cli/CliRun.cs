using Krypton.Cli;
using Krypton.Cli.Terminal;
using Krypton.Imaging;

namespace Krypton.Tests.Cli;

/// <summary>One run of the program within the test's process.</summary>
internal sealed record CliRun(int Status, string Output, string Error)
{
    public static TerminalCapabilities Screen { get; } = TerminalCapabilities.Redirected with
    {
        OutputIsTerminal = true, ErrorIsTerminal = true, Escapes = true, Colors = TerminalColors.True, Width = 100, Height = 60,
    };

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static CliRun Of(params string[] args) => With("", TerminalCapabilities.Redirected, args);

    public static CliRun With(string input, TerminalCapabilities terminal, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var status = CommandLineApp.Run(args, new StringReader(input), output, error, terminal);
        return new CliRun(status, output.ToString(), error.ToString());
    }
}
