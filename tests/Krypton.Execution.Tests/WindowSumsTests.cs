using Krypton.Execution.Approximation;

namespace Krypton.Execution.Tests;

public class WindowSumsTests
{
    [Theory]
    [InlineData(9, 12, 7, 7)]
    [InlineData(3, 8, 3, 7)]
    [InlineData(1, 1, 1, 1)]
    public void A_window_is_the_sum_of_its_cells_and_a_cell_gets_what_its_windows_hold(int rows, int columns, int height, int width)
    {
        double[] map = [.. Enumerable.Range(0, rows * columns).Select(i => Math.Sin(i * 1.7))];
        var sums = WindowSums.Of(map, rows, columns, height, width);
        var spread = new double[map.Length];
        for (var top = 0; top <= rows - height; top++)
        {
            for (var left = 0; left <= columns - width; left++)
            {
                int[] cells = [.. Enumerable.Range(0, height * width).Select(i => ((top + (i / width)) * columns) + left + (i % width))];
                Assert.Equal(cells.Sum(c => map[c]), sums[(top * columns) + left], 1e-12);
                foreach (var cell in cells)
                {
                    spread[cell] += sums[(top * columns) + left];
                }
            }
        }

        var found = new double[map.Length];
        WindowSums.Spread(sums, rows, columns, height, width, found);
        Assert.All(spread.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
