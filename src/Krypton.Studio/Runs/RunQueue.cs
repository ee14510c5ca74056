using Krypton.Imaging;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Studio.Library;

namespace Krypton.Studio.Runs;

/// <summary>Runs scripts one at a time, user by user in turn, and keeps their answers within bounds.</summary>
internal sealed class RunQueue : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly RunExecution _execution;
    private readonly Workbench _workbench;
    private readonly StudioLimits _limits;
    private readonly Dictionary<string, StudioRun> _runs = [];
    private readonly List<StudioRun> _oldestFirst = [];
    private readonly LinkedList<(string Owner, Queue<StudioRun> Runs)> _turns = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _worker;
    private StudioRun? _running;

    public RunQueue(RunExecution execution, Workbench workbench, StudioLimits limits)
    {
        (_execution, _workbench, _limits) = (execution, workbench, limits);
        _worker = Task.Run(Work);
    }

    /// <summary>Lines a run up.</summary>
    /// <exception cref="QueueFullException">Its owner, or all together, have too many open.</exception>
    public void Add(StudioRun run)
    {
        lock (_lock)
        {
            var open = _oldestFirst.Where(r => !r.IsOver).ToList();
            if (open.Count(r => r.Owner == run.Owner) >= _limits.OpenRunsOfOne)
            {
                throw new QueueFullException($"you have {_limits.OpenRunsOfOne} queries open; wait for one, or cancel it");
            }

            if (open.Count >= _limits.OpenRuns)
            {
                throw new QueueFullException($"{open.Count} queries wait already; try again later");
            }

            _runs.Add(run.Id, run);
            _oldestFirst.Add(run);
            var mine = _turns.FirstOrDefault(t => t.Owner == run.Owner).Runs;
            if (mine is null)
            {
                mine = new Queue<StudioRun>();
                _turns.AddLast((run.Owner, mine));
            }

            mine.Enqueue(run);
            TellPositions();
        }

        _waiting.Release();
    }

    /// <summary>An owner's run; null when it is another's, or not kept any more.</summary>
    public StudioRun? Find(string id, string owner)
    {
        lock (_lock)
        {
            return _runs.TryGetValue(id, out var run) && run.Owner == owner ? run : null;
        }
    }

    /// <summary>An owner's runs, newest first.</summary>
    public IReadOnlyList<StudioRun> Of(string owner)
    {
        lock (_lock)
        {
            return [.. _oldestFirst.Where(r => r.Owner == owner).Reverse()];
        }
    }

    public void Cancel(StudioRun run)
    {
        lock (_lock)
        {
            if (run.IsOver)
            {
                return;
            }

            if (run != _running)
            {
                run.Stop("cancelled before it began");
                TellPositions();
            }

            run.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        lock (_lock)
        {
            _running?.Cancel();
        }

        await _worker;
        foreach (var run in _oldestFirst)
        {
            run.Dispose();
        }

        _closing.Dispose();
        _waiting.Dispose();
    }

    private async Task Work()
    {
        try
        {
            while (true)
            {
                await _waiting.WaitAsync(_closing.Token);
                if (Next() is { } run)
                {
                    await Run(run);
                }
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Studio is ending.
        }
    }

    private async Task Run(StudioRun run)
    {
        try
        {
            run.Finish(await _execution.Run(run));
        }
        catch (QueryException e)
        {
            run.Fail(e.Format());
        }
        catch (ImageException e)
        {
            run.Fail(e.Message);
        }
        catch (QueryCanceledException e)
        {
            run.Stop(e.Message);
        }
        catch (OperationCanceledException)
        {
            run.Stop("cancelled");
        }
        catch (Exception e)
        {
            // One run must not end the others'.
            run.Fail($"unexpected {e.GetType().Name}: {e.Message}. This is a mistake in Krypton: please report it with the query");
        }
        finally
        {
            lock (_lock)
            {
                (_running, _workbench.IsBusy) = (null, false);
                Forget(run.Owner);
            }
        }
    }

    /// <summary>The next run of the owner whose turn it is; the owner goes to the end of the line.</summary>
    private StudioRun? Next()
    {
        lock (_lock)
        {
            while (_turns.First is { } turn)
            {
                _turns.RemoveFirst();
                var run = turn.Value.Runs.Dequeue();
                if (turn.Value.Runs.Count > 0)
                {
                    _turns.AddLast(turn);
                }

                if (!run.IsOver)
                {
                    (_running, _workbench.IsBusy) = (run, true);
                    run.Begin();
                    TellPositions();
                    return run;
                }
            }

            return null;
        }
    }

    /// <summary>Every waiting run's place: in rounds over the owners, as they will be served.</summary>
    private void TellPositions()
    {
        var position = _running is null ? 0 : 1;
        var lines = _turns.Select(t => t.Runs.Where(r => !r.IsOver).ToList()).ToList();
        for (var round = 0; lines.Any(l => l.Count > round); round++)
        {
            foreach (var line in lines.Where(l => l.Count > round))
            {
                if (line[round].Position != position)
                {
                    line[round].Wait(position);
                }

                position++;
            }
        }
    }

    private void Forget(string owner)
    {
        var over = _oldestFirst.Where(r => r.IsOver).ToList();
        var excess = over.Where(r => r.Owner == owner).SkipLast(_limits.KeptRunsOfOne).ToHashSet();
        var bytes = over.Where(r => !excess.Contains(r)).Sum(r => r.Bytes);
        foreach (var run in over.Where(r => !excess.Contains(r)).SkipLast(1))
        {
            if (bytes <= _limits.KeptBytes)
            {
                break;
            }

            bytes -= run.Bytes;
            excess.Add(run);
        }

        foreach (var run in excess)
        {
            _runs.Remove(run.Id);
            _oldestFirst.Remove(run);
        }
    }
}
