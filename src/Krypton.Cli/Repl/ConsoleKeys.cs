using System.Diagnostics;
using Krypton.Cli.Terminal;
using Krypton.Cli.Terminal.Graphics;

namespace Krypton.Cli.Repl;

/// <summary>The console's keyboard.</summary>
internal sealed class ConsoleKeys : IKeys
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.2);

    // The characters of a control sequence come at once, but not always in one piece.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly KeyDecoder _decoder = new(() => Console.ReadKey(intercept: true), () => Arrives(Moment));
    private readonly Queue<Stroke> _early = new();

    public int Width => Math.Max(20, Console.WindowWidth);

    public int Height => Math.Max(2, Console.WindowHeight);

    public bool Waiting => _early.Count > 0 || _decoder.HasPushedBack || Console.KeyAvailable;

    public bool TakesInterrupts
    {
        set => Console.TreatControlCAsInput = value;
    }

    public Stroke Read() => _early.TryDequeue(out var stroke) ? stroke : _decoder.Next();

    /// <summary>Asks the terminal what it can show; one that does not answer in time shows characters. What was typed meanwhile is kept.</summary>
    public TerminalCapabilities Learn(TextWriter output, TerminalCapabilities terminal)
    {
        if (!terminal.Styled)
        {
            return terminal;
        }

        // The keyboard first: until then the terminal would show the answer.
        _ = Console.KeyAvailable;
        output.Write(TerminalReply.Question);
        output.Flush();
        var clock = Stopwatch.StartNew();
        while (Arrives(Patience - clock.Elapsed))
        {
            var stroke = _decoder.Next();
            if (stroke is not Stroke.Sequence { Text: var text })
            {
                _early.Enqueue(stroke);
                continue;
            }

            terminal = TerminalReply.CellSize(text) is { } cell ? terminal with { Cell = cell } : terminal;
            if (TerminalReply.IsAttributes(text))
            {
                return terminal.Graphics == TerminalGraphics.None && TerminalReply.HasSixel(text) ? terminal with { Graphics = TerminalGraphics.Sixel } : terminal;
            }
        }

        return terminal;
    }

    private static bool Arrives(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (!Console.KeyAvailable)
        {
            if (clock.Elapsed >= patience)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }
}
