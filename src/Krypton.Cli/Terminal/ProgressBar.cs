using Krypton.Cli.Output;
using Krypton.Results;

namespace Krypton.Cli.Terminal;

/// <summary>One line that says how far a long statement is, drawn over itself and gone at the end.</summary>
/// <param name="picture">Draws a map that is not finished above the line, in lines that each end with a line break; null draws none.</param>
internal sealed class ProgressBar(TextWriter error, int width, TimeProvider? time = null, Func<Heatmap, string>? picture = null) : IProgress<QueryProgress>
{
    private const int BarWidth = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan PaceOfPictures = TimeSpan.FromSeconds(0.4);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long? _drawn;
    private long? _pictured;
    private int _lines;

    /// <summary>Shows it, unless the statement is young or the last time was just now.</summary>
    public void Report(QueryProgress value)
    {
        if (value.Elapsed < Patience || (_drawn is { } drawn && _time.GetElapsedTime(drawn) < Pace))
        {
            return;
        }

        _drawn = _time.GetTimestamp();
        if (picture is not null && value.Preview is [var first, ..] && (_pictured is not { } last || _time.GetElapsedTime(last) >= PaceOfPictures))
        {
            Draw(picture(first));
            _pictured = _time.GetTimestamp();
        }

        // A line that fills the width would make some terminals begin another.
        error.Write($"\r{CellText.Cut(Line(value), width - 1)}\u001b[K");
    }

    public void Clear()
    {
        if (_drawn is not null)
        {
            error.Write($"{Top()}\u001b[J");
            (_drawn, _pictured, _lines) = (null, null, 0);
        }
    }

    /// <summary>Line over line, so that nothing flickers; what a larger picture before left below goes.</summary>
    private void Draw(string lines)
    {
        error.Write($"{Top()}{lines.Replace("\n", "\u001b[K\n", StringComparison.Ordinal)}\u001b[J");
        _lines = lines.Count(c => c == '\n');
    }

    private string Top() => _lines > 0 ? $"\r\u001b[{_lines}A" : "\r";

    private static string Line(QueryProgress value)
    {
        var share = value.Total == 0 ? 1 : (double)value.Done / value.Total;
        var full = (int)(share * BarWidth);
        var remaining = value.Remaining is { Ticks: > 0 } left ? $", {Units.Time(left)} left" : "";
        var quality = value.Preview is [{ Quality: { } q }, ..] ? $"  quality {Units.Score((float)q.Estimate)}" : "";
        return $"{new string('█', full)}{new string('░', BarWidth - full)} {(int)(share * 100),3}%  {value.Done:N0}/{value.Total:N0} positions  {Units.Time(value.Elapsed)}{remaining}{quality}  {value.Image}";
    }
}
