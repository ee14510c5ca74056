using Microsoft.Playwright;

namespace Krypton.Studio.Tests.Browser;

/// <summary>The machine's own Chromium; nothing is downloaded. Tests skip where there is none.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Milliseconds; machines that do much else are slow.</summary>
    private const float Patience = 90_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal TestStudio Studio { get; private set; } = null!;

    private static string? Executable => Environment.GetEnvironmentVariable("KRYPTON_BROWSER") ?? Candidates.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is { } executable)
        {
            Assertions.SetDefaultExpectTimeout(Patience);
            Studio = await TestStudio.Start();
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
        }
    }

    internal bool IsThere => _browser is not null;

    /// <summary>A page as a new user opens it.</summary>
    internal async Task<StudioPage> Open(int width = 1440, int height = 1000, ColorScheme colors = ColorScheme.Light, TestStudio? at = null)
    {
        Assert.SkipWhen(_browser is null, "there is no Chromium here; apt-get install chromium, or say where one is in KRYPTON_BROWSER");
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = colors, AcceptDownloads = true });
        context.SetDefaultTimeout(Patience);
        return await StudioPage.Open(await context.NewPageAsync(), (at ?? Studio).Address);
    }

    /// <summary>The repository's folder.</summary>
    public static string Solution()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Krypton.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Krypton.sln was not found above the tests");
        }

        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _playwright!.Dispose();
            await Studio.DisposeAsync();
        }
    }
}
