using Krypton.Gpu;

namespace Krypton.Devices;

/// <summary>The precisions of a GPU's products, by the names that SET precision takes.</summary>
internal static class Precisions
{
    private static readonly (string Name, Precision Precision)[] All = [("fp32", Precision.Fp32), ("tf32", Precision.Tf32), ("3xtf32", Precision.SplitTf32), ("bf16", Precision.Bf16)];

    public static string Name(Precision precision) => All.First(p => p.Precision == precision).Name;

    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Precision Parse(string text) => All.FirstOrDefault(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found
        ? found.Precision
        : throw new FormatException($"precision must be {string.Join(", ", All.Select(p => p.Name))}, not '{text}'");
}
