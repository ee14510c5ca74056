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
        Assert.EndsWith("film\u001b[K\r\u001b[K", _error.ToString(), StringComparison.Ordinal);
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
