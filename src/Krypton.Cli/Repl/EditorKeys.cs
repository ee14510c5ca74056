namespace Krypton.Cli.Repl;

/// <summary>The keys of readline that move and delete.</summary>
internal static class EditorKeys
{
    /// <summary>What a key does to the text; null when it does nothing but write itself.</summary>
    public static Action<LineBuffer>? Action(ConsoleKey key, bool control, bool alt) => (key, control, alt) switch
    {
        (ConsoleKey.LeftArrow, false, false) or (ConsoleKey.B, true, _) => b => b.Left(),
        (ConsoleKey.RightArrow, false, false) or (ConsoleKey.F, true, _) => b => b.Right(),
        (ConsoleKey.LeftArrow, _, _) or (ConsoleKey.B, _, true) => b => b.WordLeft(),
        (ConsoleKey.RightArrow, _, _) or (ConsoleKey.F, _, true) => b => b.WordRight(),
        (ConsoleKey.Home, _, _) or (ConsoleKey.A, true, _) => b => b.Home(),
        (ConsoleKey.End, _, _) or (ConsoleKey.E, true, _) => b => b.End(),
        (ConsoleKey.Backspace, _, false) or (ConsoleKey.H, true, _) => b => b.Backspace(),
        (ConsoleKey.Backspace, _, true) or (ConsoleKey.W, true, _) => b => b.KillWordLeft(),
        (ConsoleKey.Delete, _, _) or (ConsoleKey.D, true, _) => b => b.Delete(),
        (ConsoleKey.D, _, true) => b => b.KillWordRight(),
        (ConsoleKey.K, true, _) => b => b.KillToEnd(),
        (ConsoleKey.U, true, _) => b => b.KillToHome(),
        _ => null,
    };
}
