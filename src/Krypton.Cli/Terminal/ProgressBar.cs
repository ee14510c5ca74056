using Krypton.Cli.Output;
using Krypton.Results;

namespace Krypton.Cli.Terminal;

/// <summary>One line that says how far a long statement is, drawn over itself and gone at the end.</summary>
internal sealed class ProgressBar(TextWriter error, int width, TimeProvider? time = null) : IProgress<QueryProgress>
{
    private const int BarWidth = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long? _drawn;

    /// <summary>Shows it, unless the statement is young or the last time was just now.</summary>
    public void Report(QueryProgress value)
    {
        if (value.Elapsed < Patience || (_drawn is { } drawn && _time.GetElapsedTime(drawn) < Pace))
        {
            return;
        }

        _drawn = _time.GetTimestamp();

        // A line that fills the width would make some terminals begin another.
        error.Write($"\r{CellText.Cut(Line(value), width - 1)}\u001b[K");
    }

    public void Clear()
    {
        if (_drawn is not null)
        {
            error.Write("\r\u001b[K");
            _drawn = null;
        }
    }

    private static string Line(QueryProgress value)
    {
        var share = value.Total == 0 ? 1 : (double)value.Done / value.Total;
        var full = (int)(share * BarWidth);
        var remaining = value.Remaining is { } left ? $", {Units.Time(left)} left" : "";
        return $"{new string('█', full)}{new string('░', BarWidth - full)} {(int)(share * 100),3}%  {value.Done:N0}/{value.Total:N0} positions  {Units.Time(value.Elapsed)}{remaining}  {value.Image}";
    }
}
