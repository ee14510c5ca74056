using Krypton.Gpu;

namespace Krypton.Devices;

/// <summary>The precisions of a GPU's products, by the names that SET precision takes.</summary>
internal static class Precisions
{
    /// <summary>No one precision: the fastest of those that are as good as fp32.</summary>
    private const string Auto = "auto";

    private static readonly (string Name, Precision? Precision)[] All =
        [("fp32", Precision.Fp32), ("tf32", Precision.Tf32), ("3xtf32", Precision.SplitTf32), ("bf16", Precision.Bf16), (Auto, null)];

    public static string Name(Precision? precision) => All.First(p => p.Precision == precision).Name;

    /// <summary>The names of what a plan may take for a setting.</summary>
    public static IReadOnlyList<string> Allowed(Precision? precision) => precision is null ? [Name(Precision.Fp32), Name(Precision.SplitTf32)] : [Name(precision)];

    /// <returns>Null for auto.</returns>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Precision? Parse(string text) => All.FirstOrDefault(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found
        ? found.Precision
        : throw new FormatException($"precision must be {string.Join(", ", All.Select(p => p.Name))}, not '{text}'");
}
