namespace Krypton.Data.Tests;

/// <summary>A catalog file that knows the bundled model as <c>chest</c>, a film as <c>film</c> and all films as <c>films</c>.</summary>
public sealed class PhantomCatalog : IDisposable
{
    /// <summary>Few positions: an answer in milliseconds.</summary>
    public const string Quick = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 64 STRIDE 64";

    /// <summary>So many positions that whoever is not stopped takes minutes.</summary>
    public const string Endless = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 1 FILL BLUR 9";

    private readonly TemporaryFolder _folder = new();

    public PhantomCatalog()
    {
        using var connection = Open();
        Run(connection, $"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
    }

    public string File => _folder.File("catalog.krypton");

    public string ConnectionString => $"Data Source={File}";

    public KryptonConnection Open(string more = "")
    {
        var connection = new KryptonConnection($"{ConnectionString};{more}");
        connection.Open();
        return connection;
    }

    public static void Run(KryptonConnection connection, string script)
    {
        using var command = new KryptonCommand(script, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        using (var connection = new KryptonConnection(ConnectionString))
        {
            KryptonConnection.ClearPool(connection);
        }

        _folder.Dispose();
    }
}
