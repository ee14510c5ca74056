using System.Data.Common;
using Krypton.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Krypton.Data;

/// <summary>Connections in an application's service collection.</summary>
public static class KryptonDataServices
{
    /// <summary>
    /// Adds what <see cref="KryptonServices.AddKrypton"/> adds, and open connections to that database: as <see cref="KryptonConnection"/>
    /// and as <see cref="DbConnection"/>, a new one for whoever asks, closed with the scope.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Where the catalog is, threads and memory; without it, a catalog in memory.</param>
    public static IServiceCollection AddKryptonConnections(this IServiceCollection services, Action<DatabaseOptions>? configure = null)
    {
        services.AddKrypton(configure);
        services.TryAddTransient(provider =>
        {
            var connection = new KryptonConnection(provider.GetRequiredService<Database>());
            connection.Open();
            return connection;
        });
        services.TryAddTransient<DbConnection>(provider => provider.GetRequiredService<KryptonConnection>());
        return services;
    }
}
