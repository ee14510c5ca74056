using Krypton.Imaging;

namespace Krypton.Cli.Terminal;

/// <summary>Where input comes from and output goes to, and what may be shown there.</summary>
/// <param name="Escapes">Whether cursor movements are understood.</param>
/// <param name="Colors">For pictures on a terminal.</param>
/// <param name="Width">Characters in a line.</param>
/// <param name="Height">Lines on the screen.</param>
internal sealed record TerminalCapabilities(
    bool InputIsTerminal, bool OutputIsTerminal, bool ErrorIsTerminal, bool Escapes, TerminalColors Colors, int Width, int Height)
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <summary>Nothing is a terminal.</summary>
    public static TerminalCapabilities Redirected { get; } = new(false, false, false, false, TerminalColors.None, UsualWidth, UsualHeight);

    public static TerminalCapabilities OfConsole()
    {
        var redirected = Redirected with
        {
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
        var (width, height) = redirected.OutputIsTerminal || redirected.ErrorIsTerminal ? Size() : (0, 0);
        return redirected.With(Environment.GetEnvironmentVariable) with
        {
            Width = width > 0 ? width : UsualWidth,
            Height = height > 0 ? height : UsualHeight,
        };
    }

    /// <summary>With what the environment variables TERM, COLORTERM, NO_COLOR and WT_SESSION say.</summary>
    public TerminalCapabilities With(Func<string, string?> variable)
    {
        var term = variable("TERM") ?? "";
        var windowsTerminal = !string.IsNullOrEmpty(variable("WT_SESSION"));
        var escapes = windowsTerminal || (term.Length > 0 && term != "dumb");
        return this with { Escapes = escapes, Colors = escapes ? ColorsOf(variable, term, windowsTerminal) : TerminalColors.None };
    }

    private static TerminalColors ColorsOf(Func<string, string?> variable, string term, bool windowsTerminal) =>
        !string.IsNullOrEmpty(variable("NO_COLOR")) ? TerminalColors.None
        : windowsTerminal || variable("COLORTERM") is "truecolor" or "24bit" ? TerminalColors.True
        : term.Contains("256color", StringComparison.Ordinal) ? TerminalColors.Palette256
        : TerminalColors.None;

    private static (int Width, int Height) Size()
    {
        try
        {
            return (Console.WindowWidth, Console.WindowHeight);
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            // A terminal that cannot tell its size.
            return (0, 0);
        }
    }
}
