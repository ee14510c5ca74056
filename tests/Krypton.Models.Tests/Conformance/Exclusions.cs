namespace Krypton.Models.Tests.Conformance;

/// <summary>A text file of cases that are not run, a line each: the case, a colon, the reason.</summary>
internal static class Exclusions
{
    /// <summary>Cases of scalar definitions.</summary>
    public static IReadOnlyDictionary<string, string> NotEvaluated { get; } = Read("not-evaluated.txt");

    /// <summary>Cases of rank 4 that stay outside Krypton's network, or that one image alone does not say.</summary>
    public static IReadOnlyDictionary<string, string> NotLowered { get; } = Read("not-lowered.txt");

    private static Dictionary<string, string> Read(string file) =>
        Repository.Read($"tests/Krypton.Models.Tests/Conformance/{file}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
}
