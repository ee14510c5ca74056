namespace Krypton.Cli.Options;

/// <summary>Choices as people write them: the names of an enumeration in small letters.</summary>
internal static class Word
{
    /// <summary>The choice of that name, whatever the case; null when there is none.</summary>
    public static T? Parse<T>(string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null;

    public static string Of<T>(T choice)
        where T : struct, Enum => choice.ToString().ToLowerInvariant();

    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary><c>a, b and c</c>.</summary>
    public static string List<T>(string conjunction)
        where T : struct, Enum => $"{string.Join(", ", All<T>().SkipLast(1))} {conjunction} {All<T>()[^1]}";
}
