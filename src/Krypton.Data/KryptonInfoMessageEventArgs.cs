namespace Krypton.Data;

/// <summary>What a statement says to people: what it created, or defaults in force that they should know.</summary>
public sealed class KryptonInfoMessageEventArgs(string message) : EventArgs
{
    /// <summary>One or a few lines.</summary>
    public string Message { get; } = message;
}
