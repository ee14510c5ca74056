using Krypton.Catalog;

namespace Krypton.Studio;

/// <summary>Runs Studio from a command line until it is told to end.</summary>
public static class StudioCommand
{
    /// <returns>Null, or why it could not be started.</returns>
    public static string? Run(StudioOptions options, TextWriter output, CancellationToken cancellation)
    {
        try
        {
            RunAsync(options, output, cancellation).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or CatalogException)
        {
            return e.Message.Split(" (Parameter", 2)[0];
        }
    }

    private static async Task RunAsync(StudioOptions options, TextWriter output, CancellationToken cancellation)
    {
        await using var app = await StudioApp.Start(options, cancellation);
        await output.WriteLineAsync($"Krypton Studio is on {app.Address}{(options.Token is null ? "" : " and asks for the token")}; Ctrl-C ends it");
        await output.FlushAsync(CancellationToken.None);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, app.Ended);
        try
        {
            await Task.Delay(Timeout.Infinite, over.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
    }
}
