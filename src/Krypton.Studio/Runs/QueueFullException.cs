namespace Krypton.Studio.Runs;

/// <summary>Too many runs are open; the message says whose.</summary>
internal sealed class QueueFullException(string message) : Exception(message);
