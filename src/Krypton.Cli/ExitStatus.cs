namespace Krypton.Cli;

/// <summary>What the shell gets to see.</summary>
internal static class ExitStatus
{
    public const int Success = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Cancelled = 130;
}
