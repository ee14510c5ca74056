using Krypton.Cli.Options;
using Krypton.Cli.Terminal.Graphics;
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

    private bool _isConsole;

    /// <summary>Whether what is typed may be coloured.</summary>
    public bool Styled { get; init; }

    /// <summary>How pictures are shown pixel by pixel, as far as the environment or the terminal says.</summary>
    public TerminalGraphics Graphics { get; init; }

    /// <summary>A character in pixels, where the terminal said it.</summary>
    public (int Width, int Height) Cell { get; init; } = (10, 20);

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
            _isConsole = width > 0,
        };
    }

    /// <summary>With what the environment variables TERM, COLORTERM, NO_COLOR and WT_SESSION say.</summary>
    public TerminalCapabilities With(Func<string, string?> variable)
    {
        var term = variable("TERM") ?? "";
        var windowsTerminal = !string.IsNullOrEmpty(variable("WT_SESSION"));
        var escapes = windowsTerminal || (term.Length > 0 && term != "dumb");
        return this with
        {
            Escapes = escapes,
            Colors = escapes ? ColorsOf(variable, term, windowsTerminal) : TerminalColors.None,
            Styled = escapes && string.IsNullOrEmpty(variable("NO_COLOR")),
            Graphics = escapes && string.IsNullOrEmpty(variable("NO_COLOR")) && IsKitty(variable, term) ? TerminalGraphics.Kitty : TerminalGraphics.None,
        };
    }

    /// <summary>As --color has it; what is not a terminal stays plain but for pictures.</summary>
    public TerminalCapabilities With(ColorChoice choice) => choice switch
    {
        ColorChoice.Never => this with { Colors = TerminalColors.None, Styled = false, Graphics = TerminalGraphics.None },
        ColorChoice.Always => this with { Colors = Colors == TerminalColors.None ? TerminalColors.Palette256 : Colors, Styled = true },
        _ => this,
    };

    /// <summary>The same with the size that the console has now: windows are resized.</summary>
    public TerminalCapabilities Resized() => _isConsole && Size() is (> 0, > 0) and var (width, height) ? this with { Width = width, Height = height } : this;

    // Within tmux and screen these variables are those of the terminal around, which sees nothing of the pictures.
    private static bool IsKitty(Func<string, string?> variable, string term) =>
        string.IsNullOrEmpty(variable("TMUX")) && !term.StartsWith("screen", StringComparison.Ordinal) && !term.StartsWith("tmux", StringComparison.Ordinal)
        && (!string.IsNullOrEmpty(variable("KITTY_WINDOW_ID")) || term is "xterm-kitty" or "xterm-ghostty" || variable("TERM_PROGRAM") is "ghostty" or "WezTerm");

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
