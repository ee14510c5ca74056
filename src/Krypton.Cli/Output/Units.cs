using System.Globalization;

namespace Krypton.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    private const int MostFiles = 5;

    /// <summary>About three digits, in ms, s, min or h.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 9.95 } => Text($"{time.TotalMilliseconds:0.0} ms"),
        { TotalMilliseconds: < 999.5 } => Text($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 9.995 } => Text($"{time.TotalSeconds:0.00} s"),
        { TotalSeconds: < 59.95 } => Text($"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => Text($"{(int)Math.Round(time.TotalSeconds) / 60} min {(int)Math.Round(time.TotalSeconds) % 60:00} s"),
        _ => Text($"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    public static string Count(long count, string what) => Text($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>Three decimals, or a power of ten where those would show nothing.</summary>
    public static string Score(float score) =>
        score.ToString(Math.Abs(score) is > 0 and < 0.0005f ? "0.0e-0" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>How many times faster, with no more digits than an estimate has.</summary>
    public static string Factor(double factor) => Text($"{factor.ToString(factor < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture)}×");

    public static string Wrote(IReadOnlyList<string> files) => files.Count <= MostFiles
        ? $"wrote {string.Join(", ", files)}"
        : $"wrote {Count(files.Count, "file")}: {files[0]} … {files[^1]}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
