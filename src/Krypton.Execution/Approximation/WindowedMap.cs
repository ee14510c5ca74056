using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>A map with the means and variances of all its windows, about its mean: taken once for every map that it is compared with.</summary>
internal sealed class WindowedMap
{
    private readonly double[] _centered;
    private readonly double[] _sums;
    private readonly double[] _means;
    private readonly double[] _variances;

    public WindowedMap(double[] values, int rows, int columns)
    {
        (Values, Rows, Columns) = (values, rows, columns);
        (Height, Width) = (Math.Min(StructuralSimilarity.Window, rows), Math.Min(StructuralSimilarity.Window, columns));
        Average = values.Average();
        _centered = new double[values.Length];
        TensorPrimitives.Subtract(values, Average, _centered);
        _sums = WindowSums.Of(_centered, rows, columns, Height, Width);
        (_means, _variances) = (new double[_sums.Length], WindowSums.Of(Products(this), rows, columns, Height, Width));
        for (var i = 0; i < _sums.Length; i++)
        {
            (_means[i], _variances[i]) = (Average + (_sums[i] / (Height * Width)), Covariance(_variances[i], _sums[i], _sums[i]));
        }
    }

    public double[] Values { get; }

    /// <summary>The same, less the mean of the whole map.</summary>
    public ReadOnlySpan<double> Centered => _centered;

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Rows of a window.</summary>
    public int Height { get; }

    /// <summary>Columns of a window.</summary>
    public int Width { get; }

    /// <summary>The mean of the whole map.</summary>
    public double Average { get; }

    /// <summary>The mean of each window, at an index of <see cref="WindowSums.Of"/>.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The sample variance of each window, at an index of <see cref="WindowSums.Of"/>.</summary>
    public ReadOnlySpan<double> Variances => _variances;

    /// <summary>The mean SSIM of the windows of this map, which is right, and another.</summary>
    public double Similarity(WindowedMap other, double c1, double c2)
    {
        var products = WindowSums.Of(Products(other), Rows, Columns, Height, Width);
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

    private double[] Products(WindowedMap other)
    {
        var products = new double[_centered.Length];
        TensorPrimitives.Multiply(_centered, other._centered, products);
        return products;
    }

    private double Covariance(double products, double x, double y) =>
        Height * Width is var count && count == 1 ? 0 : (products - (x * y / count)) / (count - 1);
}
