using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Krypton.Studio.Tests.Safety;

public sealed class GateTests
{
    private const string Token = "a token of some length";

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_a_browser_in()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        foreach (var path in new[] { "/", "/studio.js", "/api/studio", "/no-such-page" })
        {
            var headers = (await visitor.Http.GetAsync(path)).Headers;
            var policy = headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("script-src 'self'", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Fact]
    public async Task The_page_has_no_inline_script_or_style_and_names_no_other_host()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var page = await visitor.Http.GetStringAsync("/");
        Assert.DoesNotContain("<style", page);
        Assert.DoesNotContain(" style=", page);
        Assert.DoesNotContain("://", page);
        Assert.Equal(1, page.Split("<script").Length - 1);
        Assert.DoesNotMatch("\\son[a-z]+=", page);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("10.0.0.7", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    public async Task A_name_that_was_rebound_to_this_machine_is_refused(string host, HttpStatusCode status)
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/studio");
        request.Headers.Host = host;
        Assert.Equal(status, (await visitor.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_page_cannot_start_a_query(string header, string value)
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = new StringContent("{\"script\":\"SHOW SETTINGS\"}", Encoding.UTF8, "application/json") };
        request.Headers.Add(header, value);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_page_cannot_start_a_query_either()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var answer = await visitor.Http.PostAsync("/api/runs", new StringContent("{\"script\":\"SHOW SETTINGS\"}", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task With_a_token_nothing_is_served_without_it()
    {
        await using var studio = await TestStudio.Start(o => o with { Token = Token });
        using var visitor = studio.Visit();
        foreach (var path in new[] { "/", "/studio.js", "/api/studio", "/api/runs", "/?token=wrong" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Http.GetAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Post("/api/runs", new { script = "SHOW SETTINGS" })).StatusCode);
    }

    [Fact]
    public async Task The_token_is_shown_once_and_a_cookie_stands_for_it_without_saying_it()
    {
        await using var studio = await TestStudio.Start(o => o with { Token = Token });
        using var visitor = studio.Visit();
        var first = await visitor.Http.GetAsync($"/?token={Uri.EscapeDataString(Token)}");
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, Uri.UnescapeDataString(cookie));
        Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync("/api/studio")).StatusCode);
    }

    [Fact]
    public async Task The_token_can_be_typed_or_sent_as_a_bearer()
    {
        await using var studio = await TestStudio.Start(o => o with { Token = Token });
        using var typing = studio.Visit();
        using var program = studio.Visit();
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = Token });
        Assert.Equal(HttpStatusCode.SeeOther, (await typing.Http.PostAsync("/token", form)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await typing.Http.GetAsync("/")).StatusCode);
        program.Http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/api/studio")).StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0", null, "--token")]
    [InlineData("::", null, "--token")]
    [InlineData("0.0.0.0", "short", "too short")]
    [InlineData("studio.example", null, "no address")]
    public void Off_loopback_needs_a_token(string host, string? token, string why) =>
        Assert.Contains(why, new StudioOptions { Host = host, Token = token }.Mistake());

    [Fact]
    public void The_usual_way_to_start_reaches_this_machine_only() =>
        Assert.True(new StudioOptions() is { IsLoopback: true } usual && usual.Mistake() is null);

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_with_a_reason()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await Assert.ThrowsAnyAsync<IOException>(() => TestStudio.Start(o => o with { Port = port }));
    }
}
