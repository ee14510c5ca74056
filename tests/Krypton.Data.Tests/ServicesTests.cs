using Krypton.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Krypton.Data.Tests;

public sealed class ServicesTests
{
    [Fact]
    public void AddKrypton_shares_a_database_and_gives_each_scope_a_session()
    {
        using var provider = new ServiceCollection().AddKrypton(o => o.Threads = 1).BuildServiceProvider(validateScopes: true);
        Assert.Same(provider.GetRequiredService<Database>(), provider.GetRequiredService<Database>());
        using var scope = provider.CreateScope();
        Assert.Equal(1, scope.ServiceProvider.GetRequiredService<Session>().Settings.Threads);
        Assert.Same(scope.ServiceProvider.GetRequiredService<Session>(), scope.ServiceProvider.GetRequiredService<Session>());
        using var other = provider.CreateScope();
        Assert.NotSame(scope.ServiceProvider.GetRequiredService<Session>(), other.ServiceProvider.GetRequiredService<Session>());
    }

    [Fact]
    public void AddKryptonConnections_gives_open_connections_to_that_database()
    {
        using var provider = new ServiceCollection().AddKryptonConnections().BuildServiceProvider(validateScopes: true);
        using var scope = provider.CreateScope();
        var one = scope.ServiceProvider.GetRequiredService<KryptonConnection>();
        PhantomCatalog.Run(one, $"CREATE IMAGE mine FROM '{Repository.Film()}'");
        using var command = scope.ServiceProvider.GetRequiredService<DbConnection>().CreateCommand();
        command.CommandText = "SHOW IMAGES";
        Assert.Equal("mine", command.ExecuteScalar());
        Assert.NotSame(one, command.Connection);
    }

    [Fact]
    public void Connections_are_closed_with_their_scope_and_the_database_with_the_application()
    {
        var provider = new ServiceCollection().AddKryptonConnections().BuildServiceProvider();
        var database = provider.GetRequiredService<Database>();
        KryptonConnection connection;
        using (var scope = provider.CreateScope())
        {
            connection = scope.ServiceProvider.GetRequiredService<KryptonConnection>();
        }

        Assert.Equal(ConnectionState.Closed, connection.State);
        provider.Dispose();
        Assert.Throws<ObjectDisposedException>(() => database.CreateSession().Execute("SHOW MODELS").ToList());
    }

    [Fact]
    public void A_setting_that_does_not_fit_is_told_at_first_use()
    {
        using var provider = new ServiceCollection().AddKrypton(o => o.MemoryLimit = "much").BuildServiceProvider();
        Assert.Contains("memory_limit", Assert.Throws<FormatException>(provider.GetRequiredService<Database>).Message);
    }
}
