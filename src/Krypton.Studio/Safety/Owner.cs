using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Krypton.Studio.Safety;

/// <summary>Whose browser it is: a random cookie, kept by nobody else.</summary>
internal static class Owner
{
    private const string Cookie = "krypton_studio_owner";
    private const int Length = 32;

    /// <summary>The browser's owner, made at its first request.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items[Cookie] is string known)
        {
            return known;
        }

        if (context.Request.Cookies[Cookie] is { Length: Length } cookie && cookie.All(char.IsAsciiHexDigitLower))
        {
            context.Items[Cookie] = cookie;
            return cookie;
        }

        var owner = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2));
        context.Items[Cookie] = owner;
        context.Response.Cookies.Append(Cookie, owner, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });
        return owner;
    }
}
