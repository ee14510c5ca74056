using Microsoft.Playwright;

namespace Krypton.Studio.Tests.Browser;

/// <summary>The page as a test drives it; it must never complain in the console.</summary>
internal sealed class StudioPage : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    private StudioPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            // Mistakes in a query are answered as such, and a browser notes that.
            if (message.Type is "error" or "warning" && !message.Text.EndsWith("status of 400 (Bad Request)", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public ILocator this[string id] => Page.Locator($"#{id}");

    public static async Task<StudioPage> Open(IPage page, Uri address)
    {
        var studio = new StudioPage(page);
        await page.GotoAsync(address.ToString());
        await studio.Answered(before: null);
        return studio;
    }

    /// <summary>The run whose answer is shown.</summary>
    public Task<string?> Shown() => Page.Locator("body").GetAttributeAsync("data-run");

    /// <summary>Runs what stands in the query and waits for its answer.</summary>
    public async Task Run()
    {
        var before = await Shown();
        await this["run"].ClickAsync();
        await Answered(before);
    }

    /// <summary>Waits until another answer than that of a run is shown, whole.</summary>
    public async Task Answered(string? before)
    {
        await Page.WaitForFunctionAsync("before => document.body.dataset.run && document.body.dataset.run !== before && document.getElementById('run').disabled === false", before);
        await Assertions.Expect(this["occluded"]).ToBeVisibleAsync();
    }

    public async Task Drag(double fromX, double fromY, double toX, double toY)
    {
        await this["stage"].ScrollIntoViewIfNeededAsync();
        var box = (await this["stage"].BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync((float)(box.X + (box.Width * fromX)), (float)(box.Y + (box.Height * fromY)));
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync((float)(box.X + (box.Width * toX)), (float)(box.Y + (box.Height * toY)), new() { Steps = 5 });
        await Page.Mouse.UpAsync();
    }

    /// <summary>For a person to look at.</summary>
    public async Task Screenshot(string name, bool fullPage = true)
    {
        var folder = Environment.GetEnvironmentVariable("KRYPTON_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "screenshots");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = fullPage });
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.Empty(_complaints);
    }
}
