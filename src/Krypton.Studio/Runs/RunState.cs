namespace Krypton.Studio.Runs;

/// <summary>Where a run is on its way.</summary>
internal enum RunState
{
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}
