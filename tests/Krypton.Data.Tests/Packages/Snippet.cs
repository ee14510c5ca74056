namespace Krypton.Data.Tests.Packages;

/// <summary>A C# snippet of a page that is marked with a line <c>&lt;!-- run --&gt;</c> before it.</summary>
/// <param name="Place">The page and the snippet's first line.</param>
internal sealed record Snippet(string Place, string Usings, string Body)
{
    private const string Mark = "<!-- run -->";

    /// <summary>The marked snippets of a page, in its order.</summary>
    public static IEnumerable<Snippet> Of(string page)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, page));
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            if (lines[i].Trim() == Mark && lines[i + 1].Trim() == "```csharp")
            {
                var code = lines[(i + 2)..].TakeWhile(l => l.Trim() != "```").ToList();
                var usings = code.TakeWhile(l => l.StartsWith("using ", StringComparison.Ordinal) && !l.Contains('=', StringComparison.Ordinal) || l.Length == 0).ToList();
                yield return new Snippet($"{page}:{i + 3}", string.Join('\n', usings), string.Join('\n', code.Skip(usings.Count)));
            }
        }
    }

    /// <summary>The snippet as a class with a method Run.</summary>
    public string Class(string name) => $$"""
        {{Usings}}

        internal static class {{name}}
        {
            public static async Task Run()
            {
                await Task.CompletedTask;
        {{Body}}
            }
        }
        """;
}
