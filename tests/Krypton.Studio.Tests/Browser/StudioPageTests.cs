using System.Text.RegularExpressions;
using Krypton.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Krypton.Studio.Tests.Browser;

public sealed class StudioPageTests(BrowserFixture browser, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Updating = "KRYPTON_UPDATE_IMAGES";

    [Fact]
    public async Task Opening_the_page_answers_the_bundled_use_case()
    {
        await using var studio = browser.IsThere ? await TestStudio.Start() : null;
        await using var page = await browser.Open(at: studio);
        output.WriteLine($"first refined picture {await page.Page.Locator("body").GetAttributeAsync("data-refined")} ms after opening");
        await Expect(page["map-title"]).ToContainTextAsync("opacity");
        await Expect(page["readout"]).ToContainTextAsync("turns into normal");
        await Expect(page["before"].Locator("li").First).ToContainTextAsync("opacity");
        await Expect(page["after"].Locator("li").First).ToContainTextAsync("normal");
        await Expect(page["estimates"].Locator("tr")).ToHaveCountAsync(3);
        await Expect(page["plan"]).ToContainTextAsync("IncrementalSegment");
        Assert.True(await page["layers"].Locator("svg").CountAsync() > 5);
        await page.Screenshot("opened");
        if (Environment.GetEnvironmentVariable(Updating) == "1")
        {
            await page.Page.SetViewportSizeAsync(1280, 900);
            await page.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Solution(), "docs", "images", "studio.png") });
        }
    }

    [Fact]
    public async Task The_four_scenarios()
    {
        await using var page = await browser.Open();
        await page["stride"].FillAsync("16");
        await page.Page.GetByText("Naive", new() { Exact = true }).ClickAsync();
        await Expect(page["query"]).ToHaveValueAsync(new Regex("^SET executor = naive;"));
        await page.Run();
        await Expect(page["timing"]).ToContainTextAsync("196 positions computed");
        await Expect(page["plan"]).ToContainTextAsync("NaiveInference");
        await page.Screenshot("naive");

        await page.Page.GetByText("Exact", new() { Exact = true }).ClickAsync();
        await page["stride"].FillAsync("8");
        await page.Run();
        await Expect(page["map-title"]).ToContainTextAsync("opacity");
        await page.Screenshot("exact");

        await page.Page.GetByText("Approximate", new() { Exact = true }).ClickAsync();
        await page["patch"].FillAsync("12");
        await page["stride"].FillAsync("4");
        await page["quality"].FillAsync("0.8");
        await Expect(page["query"]).ToHaveValueAsync(new Regex("APPROX 0\\.80;$"));
        await page.Run();
        await Expect(page["reuse"]).ToContainTextAsync("estimated quality");
        await page.Screenshot("approximate");

        await page.Page.GetByText("Exact", new() { Exact = true }).ClickAsync();
        await page["patch"].FillAsync("16");
        foreach (var (stride, to) in new[] { ("4", 0.6), ("2", 0.5) })
        {
            await page["stride"].FillAsync(stride);
            await page.Drag(0.15, 0.2, to, to);
            await Expect(page["region-text"]).ToContainTextAsync("Region: ");
            await Expect(page["query"]).ToHaveValueAsync(new Regex("REGION \\("));
            await page.Run();
            await Expect(page["reuse"]).ToContainTextAsync("positions from earlier answers");
        }

        await page.Screenshot("cropped");
    }

    [Fact]
    public async Task Edited_text_runs_and_mistakes_are_shown()
    {
        await using var page = await browser.Open();
        await page["query"].FillAsync("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest FOR TOP 2 WITH PACTH 32");
        await Expect(page["query-error"]).ToContainTextAsync("did you mean PATCH?");
        await Expect(page["edited"]).ToBeVisibleAsync();
        await page["query"].FillAsync("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest FOR TOP 2 WITH PATCH 32");
        await Expect(page["query-error"]).ToBeHiddenAsync();
        await page.Run();
        await page["map-choice"].SelectOptionAsync("1");
        await Expect(page["map-title"]).ToContainTextAsync("opacity");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page["get-csv"].ClickAsync());
        Assert.Equal("film_normal_1-opacity.csv", download.SuggestedFilename);
    }

    [Fact]
    public async Task Places_are_looked_at_by_pointer_and_by_keyboard()
    {
        await using var page = await browser.Open();
        await page["stage"].ClickAsync(new() { Position = new() { X = 20, Y = 20 } });
        await Expect(page["place-title"]).ToContainTextAsync("x 0, y 0");
        await page["stage"].FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(page["readout"]).ToContainTextAsync("Patch at x 4, y 4");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page["place-title"]).ToContainTextAsync("x 4, y 4");
        await page.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page["query"]).ToHaveValueAsync(new Regex("REGION \\(4, 4, 20, 16\\)"));
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page["query"]).Not.ToHaveValueAsync(new Regex("REGION"));
    }

    [Fact]
    public async Task Images_models_and_labels_are_uploaded_and_used()
    {
        await using var page = await browser.Open();
        await page["tab-library"].ClickAsync();
        var model = File.ReadAllBytes(Path.Combine(BrowserFixture.Solution(), "examples", "phantoms", "phantom-chest.onnx"));
        var image = ImageFile.EncodePng(RgbImage.Solid(300, 240, 90, 90, 90));
        await page["files"].SetInputFilesAsync(new FilePayload[]
        {
            new() { Name = "my film.png", MimeType = "image/png", Buffer = image },
            new() { Name = "my-model.onnx", MimeType = "application/octet-stream", Buffer = model },
            new() { Name = "broken.onnx", MimeType = "application/octet-stream", Buffer = "nothing"u8.ToArray() },
        });
        await Expect(page["uploads"]).ToContainTextAsync("is image my_film");
        await Expect(page["uploads"]).ToContainTextAsync("is model my_model");
        await Expect(page["uploads"].Locator(".error")).ToContainTextAsync("broken.onnx");
        await Drop(page, "labels.txt", "clear\nhazy\n");
        await Expect(page["uploads"]).ToContainTextAsync("is model my_model_2, with these labels");
        await page.Screenshot("library");
        await page["tab-explain"].ClickAsync();
        await Expect(page["model"]).ToHaveValueAsync("my_model_2");
        await Expect(page["before"].Locator("li").First).ToContainTextAsync(new Regex("clear|hazy"));
        await page.Page.Locator("[name=mean]").FillAsync("0");
        await Expect(page["tried"].Locator("li")).ToHaveCountAsync(2);
        await page["stride"].FillAsync("32");
        await page.Run();
        await Expect(page["map-title"]).ToContainTextAsync(new Regex("clear|hazy"));
        await page.Screenshot("uploaded");
    }

    [Fact]
    public async Task Modes_and_patches_are_compared()
    {
        await using var page = await browser.Open();
        await page["stride"].FillAsync("16");
        await page["tab-compare"].ClickAsync();
        await page["compare-run"].ClickAsync();
        await Expect(page["differences"].Locator("article")).ToHaveCountAsync(2);
        await Expect(page["differences"]).ToContainTextAsync("SSIM");
        await page.Screenshot("compare-modes");
        await page["preset"].SelectOptionAsync("patches");
        await page["compare-run"].ClickAsync();
        await Expect(page["differences"].Locator("article")).ToHaveCountAsync(1);
        await Expect(page["differences"]).ToContainTextAsync("interpolated");
        await page.Screenshot("compare-patches");

        // Models of different classes and input sizes: the maps' positions are brought together.
        await page["preset"].SelectOptionAsync("models");
        await page["compare-run"].ClickAsync();
        await Expect(page["differences"].Locator("article")).ToHaveCountAsync(1);
        await Expect(page["differences"]).ToContainTextAsync("SSIM");
        await page.Screenshot("compare-models");
    }

    [Fact]
    public async Task A_query_is_found_again_after_a_reload_and_can_be_cancelled()
    {
        await using var page = await browser.Open();
        await page.Page.GetByText("Naive", new() { Exact = true }).ClickAsync();
        await page["stride"].FillAsync("1");
        await page["run"].ClickAsync();
        await Expect(page["progress-text"]).ToContainTextAsync("of 43,681 positions");
        await page.Page.ReloadAsync();
        await Expect(page["progress-text"]).ToContainTextAsync("of 43,681 positions");
        await Expect(page["map-title"]).ToContainTextAsync("being refined");
        await Expect(page["query"]).ToHaveValueAsync(new Regex("STRIDE 1 "));
        await page.Screenshot("reloaded");
        await page["cancel"].ClickAsync();
        await Expect(page["progress-text"]).ToContainTextAsync("cancelled after");
        await Expect(page["run"]).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Dark_on_a_tablet()
    {
        await using var page = await browser.Open(820, 1180, ColorScheme.Dark);
        var overflow = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
        await page["colors"].SelectOptionAsync("inferno");
        await page.Screenshot("tablet-dark");
    }

    [Fact]
    public async Task Every_control_has_a_name()
    {
        await using var page = await browser.Open();
        foreach (var tab in new[] { "tab-explain", "tab-compare", "tab-library" })
        {
            await page[tab].ClickAsync();
            var nameless = await page.Page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('input, select, textarea, button, canvas[tabindex], img')].filter(e => e.offsetParent && !(e.labels?.length || e.textContent.trim() || e.getAttribute('aria-label') || e.alt !== undefined || e.querySelector('img')?.alt)).map(e => e.outerHTML)");
            Assert.Empty(nameless);
        }
    }

    private static async Task Drop(StudioPage page, string name, string text)
    {
        var data = await page.Page.EvaluateHandleAsync("([name, text]) => { const data = new DataTransfer(); data.items.add(new File([text], name)); return data; }", new[] { name, text });
        await page["drop"].DispatchEventAsync("drop", new { dataTransfer = data });
    }
}
