namespace Krypton.Cli.Options;

/// <summary>When colours are used.</summary>
internal enum ColorChoice
{
    /// <summary>On a terminal that has them, unless NO_COLOR is set.</summary>
    Auto,
    Always,
    Never,
}
