using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

/// <summary>A database in memory that knows the bundled model and film as <c>chest</c> and <c>film</c>.</summary>
public sealed class EngineFixture : IDisposable
{
    public EngineFixture()
    {
        Database = Database.Open();
        Session = Database.CreateSession();
        Run($"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'");
    }

    public Database Database { get; }

    public Session Session { get; }

    public List<QueryResult> Run(string script, Dictionary<string, object?>? parameters = null) => [.. Session.Execute(script, parameters, cancellation: TestContext.Current.CancellationToken)];

    public QueryResult One(string script, Dictionary<string, object?>? parameters = null) => Assert.Single(Run(script, parameters));

    public Heatmap Map(string script, Dictionary<string, object?>? parameters = null) => Assert.Single(One(script, parameters).Heatmaps);

    public QueryException Fails(string script, Dictionary<string, object?>? parameters = null) => Assert.Throws<QueryException>(() => Run(script, parameters));

    public void Dispose() => Database.Dispose();
}
