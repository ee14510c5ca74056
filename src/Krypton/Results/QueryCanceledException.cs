namespace Krypton.Results;

/// <summary>A statement that was cancelled while it ran; the message says how far it came. Nothing of it remains.</summary>
public sealed class QueryCanceledException(string message, CancellationToken token) : OperationCanceledException(message, token);
