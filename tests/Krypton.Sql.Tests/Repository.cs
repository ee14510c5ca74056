using System.Text.RegularExpressions;

namespace Krypton.Sql.Tests;

/// <summary>Files of the checkout that tests read.</summary>
internal static partial class Repository
{
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The keywords of the lexer grammar, but for the x of an extent.</summary>
    public static IReadOnlyList<string> Keywords { get; } =
        [.. Keyword().Matches(Read("grammar/KryptonLexer.g4")).Select(match => match.Groups[1].Value).Where(keyword => keyword != "X")];

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Krypton.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("No folder above the tests holds Krypton.sln.");
        }
    }

    [GeneratedRegex("^[A-Z]+ *: '([A-Z]+)' ;$", RegexOptions.Multiline)]
    private static partial Regex Keyword();
}
