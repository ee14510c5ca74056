namespace Krypton.Cli.Repl;

/// <summary>The console's keyboard.</summary>
internal sealed class ConsoleKeys : IKeys
{
    public int Width => Math.Max(20, Console.WindowWidth);

    public int Height => Math.Max(2, Console.WindowHeight);

    public bool Waiting => Console.KeyAvailable;

    public bool TakesInterrupts
    {
        set => Console.TreatControlCAsInput = value;
    }

    public ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);
}
