namespace Krypton.Data.Tests;

public sealed class FactoryTests
{
    [Fact]
    public void It_makes_the_providers_objects()
    {
        var factory = KryptonProviderFactory.Instance;
        Assert.IsType<KryptonConnection>(factory.CreateConnection());
        Assert.IsType<KryptonCommand>(factory.CreateCommand());
        Assert.IsType<KryptonParameter>(factory.CreateParameter());
        Assert.IsType<KryptonConnectionStringBuilder>(factory.CreateConnectionStringBuilder());
    }

    [Fact]
    public void It_is_found_by_its_name_once_registered()
    {
        DbProviderFactories.RegisterFactory("Krypton.Data", KryptonProviderFactory.Instance);
        Assert.Same(KryptonProviderFactory.Instance, DbProviderFactories.GetFactory("Krypton.Data"));
    }

    [Fact]
    public void A_connection_knows_it()
    {
        using var connection = new KryptonConnection();
        Assert.Same(KryptonProviderFactory.Instance, DbProviderFactories.GetFactory(connection));
    }

    [Fact]
    public void It_makes_no_batches_and_no_adapters()
    {
        Assert.False(KryptonProviderFactory.Instance.CanCreateBatch);
        Assert.False(KryptonProviderFactory.Instance.CanCreateDataAdapter);
        Assert.False(KryptonProviderFactory.Instance.CanCreateCommandBuilder);
    }
}
