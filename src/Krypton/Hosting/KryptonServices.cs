using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Krypton.Hosting;

/// <summary>Krypton in an application's service collection.</summary>
public static class KryptonServices
{
    /// <summary>
    /// Adds a <see cref="Database"/> that the whole application shares, opened at first use and closed with the application, and a
    /// <see cref="Session"/> for each scope. Settings that do not fit and a catalog that cannot be opened are told at first use.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Where the catalog is, threads and memory; without it, a catalog in memory.</param>
    public static IServiceCollection AddKrypton(this IServiceCollection services, Action<DatabaseOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(_ =>
        {
            var options = new DatabaseOptions();
            configure?.Invoke(options);
            return Database.Open(options);
        });
        services.TryAddScoped(provider => provider.GetRequiredService<Database>().CreateSession());
        return services;
    }
}
