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

    ConsoleKeyInfo Read();
}
