using Krypton.Models.Network;

namespace Krypton.Models.Tests.Network;

public class IntervalTests
{
    [Fact]
    public void Hull_and_clip_agree_with_sets_of_cells()
    {
        var intervals = (from start in Enumerable.Range(-3, 8) from end in Enumerable.Range(-3, 8) select new Interval(start, end)).ToList();
        foreach (var a in intervals)
        {
            Assert.Equal(Cells(a).Count(), a.Length);
            Assert.Equal(!Cells(a).Any(), a.IsEmpty);
            for (var length = 0; length < 6; length++)
            {
                Assert.Equal(Cells(a).Where(c => c >= 0 && c < length), Cells(a.Clip(length)));
            }

            foreach (var b in intervals)
            {
                var cells = Cells(a).Concat(Cells(b)).ToList();
                Assert.Equal(cells.Count == 0 ? [] : Enumerable.Range(cells.Min(), cells.Max() - cells.Min() + 1), Cells(a.Hull(b)));
            }
        }
    }

    private static IEnumerable<int> Cells(Interval interval) => Enumerable.Range(interval.Start, interval.Length);
}
