namespace Krypton.Results;

/// <summary>A statement that was cancelled while it ran; the message says how far it came. Nothing of it is kept.</summary>
public sealed class QueryCanceledException(string message, CancellationToken token) : OperationCanceledException(message, token)
{
    /// <summary>The heatmaps of the image at which it was cancelled, as far as they were known; empty where nothing was to be seen yet.</summary>
    public IReadOnlyList<Heatmap> Partial { get; init; } = [];
}
