using System.Collections.Concurrent;

namespace Krypton.Execution.Approximation;

/// <summary>
/// Fields over a first sample, whose scale is 1 everywhere. The first sample is the same for every map of a size, so what choosing
/// a kernel takes is computed for the first image and used for the next.
/// </summary>
internal static class SampleFields
{
    /// <summary>Some tens of candidates a size; a field takes at most a quarter of a megabyte.</summary>
    private const int Most = 64;

    private static double[] s_unit = [];

    private static readonly ConcurrentDictionary<(int Rows, int Columns, FieldKernel Kernel), (int[] Cells, ScoreField Field)> s_fields = [];

    /// <param name="cells">The known cells' indices; each once.</param>
    public static ScoreField Of(int rows, int columns, int[] cells, FieldKernel kernel)
    {
        var key = (rows, columns, kernel);
        if (s_fields.TryGetValue(key, out var known) && known.Cells.AsSpan().SequenceEqual(cells))
        {
            return known.Field;
        }

        var field = new ScoreField(rows, columns, cells, kernel, Unit(rows * columns));
        if (s_fields.Count >= Most)
        {
            s_fields.Clear();
        }

        s_fields[key] = (cells, field);
        return field;
    }

    /// <summary>At least that many ones, the same for all fields.</summary>
    private static double[] Unit(int count)
    {
        var unit = s_unit;
        if (unit.Length < count)
        {
            unit = new double[count];
            Array.Fill(unit, 1);
            s_unit = unit;
        }

        return unit;
    }
}
