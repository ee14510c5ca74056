namespace Krypton.Cli;

/// <summary>Ctrl-C: cancels what runs.</summary>
internal sealed class Interruption
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;

    /// <summary>Marks the beginning of something that Ctrl-C may cancel, until the returned scope is disposed.</summary>
    public Scope Begin()
    {
        lock (_lock)
        {
            _running = new CancellationTokenSource();
            return new Scope(this, _running.Token);
        }
    }

    /// <summary>Cancels what runs; false when nothing does, and the process may end.</summary>
    public bool Raise()
    {
        lock (_lock)
        {
            _running?.Cancel();
            return _running is not null;
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _running?.Dispose();
            _running = null;
        }
    }

    public readonly record struct Scope(Interruption Owner, CancellationToken Token) : IDisposable
    {
        public void Dispose() => Owner.End();
    }
}
