using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Krypton.Studio.Safety;

/// <summary>Lets requests in: from the right page, with the token where there is one, and with headers that keep a browser from doing more than the page needs.</summary>
internal sealed class Gate(StudioOptions options)
{
    private const string AccessCookie = "krypton_studio_access";

    private readonly byte[]? _token = options.Token is { } token ? Digest(token) : null;

    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        Harden(response.Headers);
        if (!IsOwnHost(request.Host.Host))
        {
            await Refuse(response, StatusCodes.Status421MisdirectedRequest, $"Studio does not answer as '{request.Host.Host}'; open it by its address");
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !IsOwnOrigin(request))
        {
            await Refuse(response, StatusCodes.Status403Forbidden, "another page may not use Studio");
            return;
        }

        if (_token is not null && !IsKnown(request))
        {
            await AskForToken(context);
            return;
        }

        await next(context);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
    }

    /// <summary>A page of another name that was made to point here (DNS rebinding) must not speak for the user. With a token its cookie does not come along.</summary>
    private bool IsOwnHost(string host) =>
        _token is not null || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwnOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is "" or "same-origin" or "none" && (origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }

    private bool IsKnown(HttpRequest request) =>
        (request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal) && IsToken(header["Bearer ".Length..]))
        || (request.Cookies[AccessCookie] is { } cookie && CryptographicOperations.FixedTimeEquals(Digest(cookie), Digest(Access())));

    private bool IsToken(string shown) => CryptographicOperations.FixedTimeEquals(Digest(shown), _token!);

    /// <summary>What the cookie holds: it follows from the token, and the token does not follow from it.</summary>
    private string Access() => Convert.ToHexString(HMACSHA256.HashData(_token!, "studio access"u8));

    private async Task AskForToken(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var shown = request.Query["token"].ToString();
        if (HttpMethods.IsPost(request.Method) && request.Path == "/token" && request.HasFormContentType)
        {
            shown = (await request.ReadFormAsync(context.RequestAborted))["token"].ToString();
        }

        if (shown.Length > 0 && IsToken(shown))
        {
            response.Cookies.Append(AccessCookie, Access(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, MaxAge = TimeSpan.FromDays(30) });
            response.StatusCode = StatusCodes.Status303SeeOther;
            response.Headers.Location = "/";
            return;
        }

        if (shown.Length > 0)
        {
            await Task.Delay(500, context.RequestAborted);
        }

        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(
            $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Krypton Studio</title>
            <h1>Krypton Studio</h1><form method="post" action="/token">
            <p><label>Token <input name="token" type="password" autocomplete="current-password" autofocus></label> <button>Open</button></p>
            <p>{(shown.Length > 0 ? "This is not the token." : "Studio was started with a token; whoever started it knows it.")}</p></form></html>
            """, context.RequestAborted);
    }

    private static async Task Refuse(HttpResponse response, int status, string why)
    {
        response.StatusCode = status;
        await response.WriteAsJsonAsync(new { error = why });
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
