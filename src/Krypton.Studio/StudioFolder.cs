namespace Krypton.Studio;

/// <summary>The folders Studio writes to, and whether a path lies in one of them.</summary>
internal sealed class StudioFolder
{
    public StudioFolder(string root)
    {
        Root = RealPath(Path.GetFullPath(root));
        foreach (var folder in new[] { Root, Uploads, Output })
        {
            Directory.CreateDirectory(folder);
        }

        Root = RealPath(Root);
    }

    public string Root { get; }

    /// <summary>Uploads under their content hashes; never written to by queries.</summary>
    public string Uploads => Path.Combine(Root, "uploads");

    /// <summary>Where INTO may write.</summary>
    public string Output => Path.Combine(Root, "out");

    public string Catalog => Path.Combine(Root, "catalog.db");

    /// <summary>Whether a path, with all its links followed, lies inside a folder.</summary>
    public static bool IsInside(string folder, string path)
    {
        var inside = Path.GetRelativePath(RealPath(folder), RealPath(Path.GetFullPath(path)));
        return inside != ".." && inside != "." && !Path.IsPathRooted(inside) && !inside.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>A full path without links, also where its end does not exist yet.</summary>
    private static string RealPath(string path, int depth = 0)
    {
        if (Path.GetDirectoryName(path) is not { } parent || depth > 64)
        {
            return path;
        }

        var place = Path.Combine(RealPath(parent, depth + 1), Path.GetFileName(path));
        var target = new FileInfo(place).LinkTarget;
        return target is null ? place : RealPath(Path.GetFullPath(target, Path.GetDirectoryName(place)!), depth + 1);
    }
}
