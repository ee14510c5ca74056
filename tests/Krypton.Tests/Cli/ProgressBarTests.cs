using Krypton.Cli.Terminal;
using Krypton.Results;

namespace Krypton.Tests.Cli;

public class ProgressBarTests
{
    private readonly StringWriter _error = new();
    private readonly HandClock _clock = new();

    private ProgressBar Bar(int width = 100) => new(_error, width, _clock);

    private static QueryProgress At(double seconds, int done) => new("film", done, 2000, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(75));

    [Fact]
    public void A_short_statement_shows_nothing_and_leaves_nothing()
    {
        var bar = Bar();
        bar.Report(At(0.1, 100));
        bar.Report(At(0.49, 1900));
        bar.Clear();
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void A_long_one_shows_its_share_positions_times_and_image()
    {
        Bar().Report(At(1.5, 1000));
        Assert.Equal("\r██████████░░░░░░░░░░  50%  1,000/2,000 positions  1.50 s, 1 min 15 s left  film\u001b[K", _error.ToString());
    }

    [Fact]
    public void It_is_drawn_ten_times_a_second_at_most()
    {
        var bar = Bar();
        for (var i = 0; i < 100; i++)
        {
            bar.Report(At(1 + (i * 0.01), i));
            _clock.Now += TimeSpan.FromMilliseconds(10);
        }

        Assert.Equal(10, _error.ToString().Count(c => c == '\r'));
    }

    [Fact]
    public void It_is_wiped_out_once()
    {
        var bar = Bar();
        bar.Report(At(1, 1));
        bar.Clear();
        bar.Clear();
        Assert.EndsWith("film\u001b[K\r\u001b[J", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_gets_better_is_drawn_over_itself_above_the_line_and_wiped_out_with_it()
    {
        using var database = Database.Open();
        var map = database.CreateSession().Execute($"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 64 STRIDE 64").Single().Heatmaps[0];
        var bar = new ProgressBar(_error, 100, _clock, _ => "ab\ncd\n");
        bar.Report(At(1, 1) with { Preview = [map] });
        Assert.StartsWith("\rab\u001b[K\ncd\u001b[K\n\u001b[J\r░", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ab", Report(bar, 0.2, map), StringComparison.Ordinal);
        Assert.StartsWith("\r\u001b[2Aab\u001b[K\n", Report(bar, 0.3, map), StringComparison.Ordinal);
        bar.Clear();
        Assert.EndsWith("film\u001b[K\r\u001b[2A\u001b[J", _error.ToString(), StringComparison.Ordinal);
    }

    private string Report(ProgressBar bar, double later, Heatmap map)
    {
        _error.GetStringBuilder().Clear();
        _clock.Now += TimeSpan.FromSeconds(later);
        bar.Report(At(2, 2) with { Preview = [map] });
        return _error.ToString();
    }

    [Fact]
    public void It_never_fills_a_whole_line()
    {
        Bar(40).Report(At(1, 1));
        Assert.Equal(39, _error.ToString().Replace("\u001b[K", "", StringComparison.Ordinal).TrimStart('\r').Length);
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
