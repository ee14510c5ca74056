using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Krypton.Studio.Endpoints;

/// <summary>The page's files, out of the program itself.</summary>
internal static class StaticFiles
{
    private const string Folder = "wwwroot/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assembly = typeof(StaticFiles).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var name = resource[Folder.Length..];
            var content = Read(assembly, resource);
            routes.MapGet(name == "index.html" ? "/" : $"/{name}", () => TypedResults.Bytes(content, Type(name)));
        }
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Type(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"nothing says what {other} files are"),
    };
}
