using Krypton.Studio.Endpoints;
using Krypton.Studio.Safety;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Krypton.Studio;

/// <summary>The page and what answers it, listening until it is disposed.</summary>
public sealed class StudioApp : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly StudioServices _services;
    private readonly WarmUp _warmUp;

    private StudioApp(WebApplication web, StudioServices services) => (_web, _services, _warmUp) = (web, services, new WarmUp(services.Workbench));

    /// <summary>Where to open it.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Over when the system told the process to end (SIGTERM, Ctrl-C): the server no longer listens then.</summary>
    public CancellationToken Ended => _web.Lifetime.ApplicationStopping;

    /// <exception cref="ArgumentException">The options must not be used together; the message says why.</exception>
    /// <exception cref="IOException">The port is taken, or the data folder cannot be made.</exception>
    /// <exception cref="Catalog.CatalogException">The data folder's catalog cannot be opened.</exception>
    public static async Task<StudioApp> Start(StudioOptions options, CancellationToken cancellation = default)
    {
        if (options.Mistake() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(options));
        }

        var services = new StudioServices(options);
        try
        {
            await services.Library.Open(cancellation);
            var web = Build(options, services);
            await web.StartAsync(cancellation);
            return new StudioApp(web, services);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First the runs: pages that watch them would hold the server up.
        await _warmUp.DisposeAsync();
        await _services.Queue.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _web.StopAsync(patience.Token);
        await _web.DisposeAsync();
        _services.Workbench.Dispose();
    }

    private static WebApplication Build(StudioOptions options, StudioServices services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Krypton.Studio" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address!, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.MaxConcurrentConnections = 1000;
        });
        builder.Services.AddRoutingCore();
        var web = builder.Build();
        var gate = new Gate(options);
        web.Use((context, next) => gate.Pass(context, _ => next(context)));
        web.Use(Failures.Answer);
        web.UseRouting();
        StaticFiles.Map(web);
        LibraryEndpoints.Map(web, services);
        QueryEndpoints.Map(web, services);
        RunEndpoints.Map(web, services);
        MapEndpoints.Map(web, services);
        return web;
    }
}
