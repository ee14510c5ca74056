using Krypton.Results;

namespace Krypton;

/// <summary>Stops a run that turns out to have more heatmaps than one, instead of computing those of a whole collection for nothing.</summary>
internal sealed class OnlyOneHeatmap(IProgress<QueryProgress>? progress, CancellationToken cancellation) : IProgress<QueryProgress>, IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private int _finished;

    public CancellationToken Token => _stop.Token;

    public bool Exceeded => _finished > 1;

    public void Report(QueryProgress value)
    {
        progress?.Report(value);
        _finished += value.Finished?.Count ?? 0;
        if (Exceeded)
        {
            _stop.Cancel();
        }
    }

    public InvalidOperationException Refusal() => new(_finished == 0
        ? "the query explains nothing: ExplainAsync takes an EXPLAIN OCCLUSION, ExecuteAsync any statement"
        : "the query has several heatmaps, of images or classes: use ExplainAllAsync");

    public void Dispose() => _stop.Dispose();
}
