using System.Security.Cryptography;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Studio.Runs;

/// <summary>One script that somebody runs: where it is, what is known of its heatmaps, and its answer. Readers wait for its next change.</summary>
internal sealed class StudioRun(string owner, string script, Seq<Statement> statements) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private TaskCompletionSource _changed = Next();

    /// <summary>Cannot be guessed, and says nothing.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Owner { get; } = owner;

    public string Script { get; } = script;

    public Seq<Statement> Statements { get; } = statements;

    public DateTime Submitted { get; } = DateTime.UtcNow;

    public RunState State { get; private set; }

    /// <summary>Runs before it, from 1; 0 when it runs or is over.</summary>
    public int Position { get; private set; }

    public QueryProgress? Progress { get; private set; }

    /// <summary>The heatmaps as far as they are known.</summary>
    public IReadOnlyList<Heatmap> Preview { get; private set; } = [];

    /// <summary>Grows with every new preview.</summary>
    public int PreviewVersion { get; private set; }

    public RunAnswer? Answer { get; private set; }

    public string? Error { get; private set; }

    public bool IsOver => State is RunState.Done or RunState.Failed or RunState.Cancelled;

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Bytes its maps take, roughly.</summary>
    public long Bytes => 64_000 + (Answer?.Bytes ?? 0) + Preview.Sum(RunAnswer.Size);

    /// <summary>Completed at the next change; take it before looking.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public void Cancel() => _cancellation.Cancel();

    public void Wait(int position) => Change(() => Position = position);

    public void Begin() => Change(() => (State, Position) = (RunState.Running, 0));

    public void Report(QueryProgress progress) => Change(() =>
    {
        Progress = progress;
        if ((progress.Preview ?? progress.Finished) is { Count: > 0 } maps)
        {
            (Preview, PreviewVersion) = (maps, PreviewVersion + 1);
        }
    });

    public void Finish(RunAnswer answer) => Change(() => (State, Answer, Preview) = (RunState.Done, answer, []));

    public void Fail(string error) => Change(() => (State, Position, Error) = (RunState.Failed, 0, error));

    /// <summary>What is known of the maps stays to be seen.</summary>
    public void Stop(string why) => Change(() => (State, Position, Error) = (RunState.Cancelled, 0, why));

    public void Dispose() => _cancellation.Dispose();

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            change();
            (before, _changed) = (_changed, Next());
        }

        before.SetResult();
    }

    private static TaskCompletionSource Next() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
