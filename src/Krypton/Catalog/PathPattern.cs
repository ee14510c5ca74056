using System.Text;
using System.Text.RegularExpressions;

namespace Krypton.Catalog;

/// <summary>File patterns: <c>*</c> and <c>?</c> within a name, <c>**</c> across folders.</summary>
public static class PathPattern
{
    /// <summary>Whether the path stands for several files.</summary>
    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The files that match, in ordinal order of their paths.</summary>
    public static IReadOnlyList<string> Files(string pattern)
    {
        var full = Path.GetFullPath(pattern).Replace('\\', '/');
        var root = full[..full.LastIndexOf('/', full.IndexOfAny(['*', '?']))];
        if (!Directory.Exists(root.Length == 0 ? "/" : root))
        {
            return [];
        }

        var expression = new Regex(Expression(full), RegexOptions.NonBacktracking | (OperatingSystem.IsWindows() ? RegexOptions.IgnoreCase : RegexOptions.None));
        var options = new EnumerationOptions { RecurseSubdirectories = full[root.Length..].TrimStart('/').Contains('/'), IgnoreInaccessible = true };
        var files = Directory.EnumerateFiles(root.Length == 0 ? "/" : root, "*", options).Where(f => expression.IsMatch(f.Replace('\\', '/')));
        return [.. files.Order(StringComparer.Ordinal)];
    }

    private static string Expression(string pattern)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/"))
            {
                text.Append("(.*/)?");
                i += 2;
            }
            else
            {
                text.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
            }
        }

        return text.Append('$').ToString();
    }
}
