using System.Buffers;
using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>A map with the means and variances of all its windows, about its mean: taken once for every map that it is compared with.</summary>
internal sealed class WindowedMap
{
    private readonly double[] _centered;
    private readonly double[] _sums;
    private readonly double[] _means;
    private readonly double[] _variances;

    public WindowedMap(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        (Height, Width) = (Math.Min(StructuralSimilarity.Window, rows), Math.Min(StructuralSimilarity.Window, columns));
        var windows = WindowSums.Count(rows, columns, Height);
        (_centered, _sums, _means, _variances) = (new double[rows * columns], new double[windows], new double[windows], new double[windows]);
    }

    public WindowedMap(double[] values, int rows, int columns)
        : this(rows, columns) => Take(values);

    public double[] Values { get; private set; } = [];

    /// <summary>The same, less the mean of the whole map.</summary>
    public ReadOnlySpan<double> Centered => _centered;

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Rows of a window.</summary>
    public int Height { get; }

    /// <summary>Columns of a window.</summary>
    public int Width { get; }

    /// <summary>The mean of the whole map.</summary>
    public double Average { get; private set; }

    /// <summary>The mean of each window, at an index of <see cref="WindowSums.Of"/>.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The sample variance of each window, at an index of <see cref="WindowSums.Of"/>.</summary>
    public ReadOnlySpan<double> Variances => _variances;

    /// <summary>Makes this another map of the same size, in the memory there is.</summary>
    public void Take(double[] values)
    {
        (Values, Average) = (values, values.Average());
        TensorPrimitives.Subtract(values, Average, _centered);
        WindowSums.Of(_centered, Columns, Height, Width, _sums);
        Products(this, _variances);
        for (var i = 0; i < _sums.Length; i++)
        {
            (_means[i], _variances[i]) = (Average + (_sums[i] / (Height * Width)), Covariance(_variances[i], _sums[i], _sums[i]));
        }
    }

    /// <summary>The mean SSIM of the windows of this map, which is right, and another.</summary>
    public double Similarity(WindowedMap other, double c1, double c2)
    {
        var products = new double[_sums.Length];
        Products(other, products);
        var sum = 0.0;
        for (var row = 0; row <= Rows - Height; row++)
        {
            for (var i = row * Columns; i <= (row * Columns) + Columns - Width; i++)
            {
                var (mx, my) = (_means[i], other._means[i]);
                var cov = Covariance(products[i], _sums[i], other._sums[i]);
                sum += ((2 * mx * my) + c1) * ((2 * cov) + c2) / (((mx * mx) + (my * my) + c1) * (_variances[i] + other._variances[i] + c2));
            }
        }

        return sum / ((Rows - Height + 1.0) * (Columns - Width + 1));
    }

    /// <summary>The sums over windows of the products with another map's cells.</summary>
    private void Products(WindowedMap other, Span<double> sums)
    {
        var rented = ArrayPool<double>.Shared.Rent(_centered.Length);
        var products = rented.AsSpan(0, _centered.Length);
        TensorPrimitives.Multiply(_centered, other._centered, products);
        WindowSums.Of(products, Columns, Height, Width, sums);
        ArrayPool<double>.Shared.Return(rented);
    }

    private double Covariance(double products, double x, double y) =>
        Height * Width is var count && count == 1 ? 0 : (products - (x * y / count)) / (count - 1);
}
