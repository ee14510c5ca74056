using System.Data.Common;

namespace Krypton.Data;

/// <summary>Makes the provider's objects for code that knows only ADO.NET. Register it with <c>DbProviderFactories.RegisterFactory("Krypton.Data", KryptonProviderFactory.Instance)</c>.</summary>
public sealed class KryptonProviderFactory : DbProviderFactory
{
    /// <summary>The one factory.</summary>
    public static readonly KryptonProviderFactory Instance = new();

    private KryptonProviderFactory()
    {
    }

    /// <inheritdoc/>
    public override DbConnection CreateConnection() => new KryptonConnection();

    /// <inheritdoc/>
    public override DbCommand CreateCommand() => new KryptonCommand();

    /// <inheritdoc/>
    public override DbParameter CreateParameter() => new KryptonParameter();

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new KryptonConnectionStringBuilder();
}
