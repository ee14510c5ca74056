using Krypton.Catalog;

namespace Krypton.Cli;

/// <summary>The catalog in use and a session on it; another can be opened in its place.</summary>
internal sealed class Workspace : IDisposable
{
    private Database _database;

    /// <exception cref="CatalogException">The catalog cannot be opened.</exception>
    public Workspace(string? catalog)
    {
        _database = Database.Open(catalog);
        Session = _database.CreateSession();
    }

    public Session Session { get; private set; }

    /// <summary>Changes to another catalog, with settings as they were at the start; null: to names that last until the end.</summary>
    /// <exception cref="CatalogException">The catalog cannot be opened, and the old one stays.</exception>
    public void Open(string? catalog)
    {
        var opened = Database.Open(catalog);
        _database.Dispose();
        _database = opened;
        Session = opened.CreateSession();
    }

    public void Dispose() => _database.Dispose();
}
