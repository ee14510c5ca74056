using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Studio.Library;

/// <summary>
/// The engine twice over one catalog file: the bench runs explanations one after the other, the desk answers plans and predictions
/// meanwhile. One session of the bench keeps answers for all users: they are found by content, whoever asked first.
/// </summary>
internal sealed class Workbench : IDisposable
{
    private readonly Database _bench;
    private readonly Database _desk;
    private readonly Session _answers;

    public Workbench(StudioFolder folder)
    {
        (_bench, _desk) = (Database.Open(folder.Catalog), Database.Open(folder.Catalog));
        _answers = _bench.CreateSession();
    }

    /// <summary>Whether an explanation runs, so that the bench would keep a question waiting.</summary>
    public bool IsBusy { get; set; }

    /// <summary>The session for a script: one of its own when it SETs something, for nobody else shall notice.</summary>
    public Session SessionFor(IEnumerable<Statement> script) => script.Any(s => s is SetSetting) ? _bench.CreateSession() : _answers;

    /// <summary>A session for a plan: one that knows the earlier answers, unless that is in use.</summary>
    public Session SessionForPlan() => IsBusy ? _desk.CreateSession() : _answers;

    /// <summary>A session with settings of its own that waits for nobody's explanation.</summary>
    public Session Desk() => _desk.CreateSession();

    /// <summary>Runs statements at the desk.</summary>
    public async Task<IReadOnlyList<QueryResult>> Ask(string script, object? parameters = null, CancellationToken cancellation = default)
    {
        var results = new List<QueryResult>();
        await foreach (var result in _desk.CreateSession().ExecuteAsync(script, parameters, null, cancellation))
        {
            results.Add(result);
        }

        return results;
    }

    public void Dispose()
    {
        _bench.Dispose();
        _desk.Dispose();
    }
}
