namespace Krypton.Cli.Repl;

/// <summary>A keyboard, and the size of the screen before it.</summary>
internal interface IKeys
{
    int Width { get; }

    int Height { get; }

    /// <summary>Whether another key has been pressed already.</summary>
    bool Waiting { get; }

    /// <summary>While true, Ctrl-C is a key like others; otherwise it interrupts.</summary>
    bool TakesInterrupts { set; }

    Stroke Read();
}

/// <summary>What comes from a keyboard: a key, a pasted text, or what a terminal says of itself.</summary>
internal abstract record Stroke
{
    internal sealed record Key(ConsoleKeyInfo Info) : Stroke;

    internal sealed record Paste(string Text) : Stroke;

    /// <summary>A control sequence that is no key, without its ESC [.</summary>
    internal sealed record Sequence(string Text) : Stroke;
}
