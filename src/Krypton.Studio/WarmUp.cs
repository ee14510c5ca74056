using Krypton.Studio.Library;

namespace Krypton.Studio;

/// <summary>Runs a small explanation of the bundled use case while nobody asks yet: .NET has translated the kernels, and the model is open, when the first page comes.</summary>
internal sealed class WarmUp : IAsyncDisposable
{
    private const string Script = """
        PREDICT film_opacity_1 USING phantom_chest;
        EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON film_opacity_1 USING phantom_chest WITH PATCH 16 STRIDE 4 APPROX 0.9;
        EXPLAIN ANALYZE (FORMAT JSON, VERBOSE) EXPLAIN OCCLUSION ON film_opacity_1 USING phantom_chest WITH PATCH 16 STRIDE 24;
        """;

    private readonly CancellationTokenSource _over = new();
    private readonly Task _work;

    public WarmUp(Workbench workbench) => _work = Task.Run(async () =>
    {
        try
        {
            await workbench.Ask(Script, cancellation: _over.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever asks will be told: the use case may have been deleted, or its model does not run.
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _work;
        _over.Dispose();
    }
}
