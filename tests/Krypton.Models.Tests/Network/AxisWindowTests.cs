using Krypton.Models.Network;

namespace Krypton.Models.Tests.Network;

public class AxisWindowTests
{
    private static readonly AxisWindow[] Windows =
    [
        .. from kernel in Enumerable.Range(1, 5)
           from stride in Enumerable.Range(1, 4)
           from before in Enumerable.Range(0, 3)
           from after in Enumerable.Range(0, 3)
           from dilation in Enumerable.Range(1, 3)
           select new AxisWindow(kernel, stride, before, after, dilation),
    ];

    [Fact]
    public void Outputs_are_the_windows_that_fit()
    {
        foreach (var window in Windows)
        {
            for (var length = 1; length < 12; length++)
            {
                var (first, end) = (-window.PadBefore, length + window.PadAfter);
                var fitting = Enumerable.Range(0, 40).Count(o => first + (o * window.Stride) + window.Extent <= end);
                Assert.Equal(fitting, window.Outputs(length));
            }
        }
    }

    [Fact]
    public void With_ceil_a_last_window_may_hang_over_if_it_begins_before_the_padding_after_the_map()
    {
        foreach (var window in Windows.Where(w => w.PadAfter < w.Extent))
        {
            for (var length = 1; length < 12; length++)
            {
                var end = length + window.PadAfter;
                var outputs = 0;
                for (int start = -window.PadBefore, covered = start; length + window.PadBefore + window.PadAfter >= window.Extent && start < length && covered < end; start += window.Stride)
                {
                    outputs++;
                    covered = start + window.Extent;
                }

                Assert.Equal(outputs, window.Outputs(length, ceil: true));
            }
        }
    }

    [Fact]
    public void Read_is_the_hull_of_the_cells_that_the_taps_touch()
    {
        foreach (var window in Windows)
        {
            for (var start = 0; start < 5; start++)
            {
                for (var end = start; end < 6; end++)
                {
                    var cells = Enumerable.Range(start, end - start).SelectMany(o => Taps(window, o)).ToList();
                    var expected = cells.Count == 0 ? Interval.Empty : new Interval(cells.Min(), cells.Max() + 1);
                    Assert.Equal(expected, window.Read(new Interval(start, end)));
                }
            }
        }
    }

    [Fact]
    public void Changed_is_the_hull_of_the_outputs_whose_windows_reach_a_changed_cell()
    {
        foreach (var window in Windows)
        {
            for (var length = 1; length < 10; length++)
            {
                foreach (var ceil in new[] { false, true })
                {
                    CheckChanged(window, length, window.Outputs(length, ceil));
                }
            }
        }
    }

    private static void CheckChanged(AxisWindow window, int length, int outputs)
    {
        for (var start = 0; start < length; start++)
        {
            for (var end = start; end <= length; end++)
            {
                // Between a dilated window's taps lie cells it does not read: the algebra counts them as read.
                var reached = Enumerable.Range(0, outputs).Where(o => Overlap(window.Read(new Interval(o, o + 1)), start, end)).ToList();
                var expected = reached.Count == 0 ? Interval.Empty : new Interval(reached[0], reached[^1] + 1);
                var changed = window.Changed(new Interval(start, end), outputs);
                Assert.Equal(expected, changed);
                var touched = Enumerable.Range(0, outputs).Where(o => Taps(window, o).Any(c => c >= start && c < end));
                Assert.All(touched, o => Assert.InRange(o, changed.Start, changed.End - 1));
            }
        }
    }

    private static bool Overlap(Interval read, int start, int end) => start < end && read.Start < end && read.End > start;

    private static IEnumerable<int> Taps(AxisWindow window, int output) =>
        Enumerable.Range(0, window.Kernel).Select(k => (output * window.Stride) - window.PadBefore + (k * window.Dilation));
}
