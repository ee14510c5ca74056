using System.Diagnostics;
using System.Numerics.Tensors;
using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Benchmarks.Approximation;

/// <summary>
/// A convolution computed at each output pixel for a few of the batch's positions and combined for the others: what the patches
/// change in the windows that the pixel reads is nearly dependent. Pivots and coefficients come from a column-pivoted QR of sampled
/// coordinates (an interpolative decomposition, Cheng et al. 2005).
/// </summary>
internal sealed unsafe class LowRankLayer : IDisposable
{
    /// <summary>Coordinates of the input sampled for every pivot there may be.</summary>
    private const int Oversampling = 3;

    /// <summary>Fewer positions at a pixel are left as they are.</summary>
    private const int Fewest = 64;

    private readonly NetworkNode _node;
    private readonly ConvolutionLayer _layer;
    private readonly Kernel _plain;
    private readonly Overlay _exact;
    private readonly NativeBuffer _buffer = NativeBuffer.Of(1);
    private readonly float[] _base;
    private readonly double _tolerance;
    private readonly int _share;
    private long _ticks;
    private double _error;
    private double _norm;

    /// <param name="tolerance">What the decomposition may leave of a window's change, as a root of squares.</param>
    /// <param name="share">Output pixels a side that share pivots and coefficients.</param>
    public LowRankLayer(NetworkNode node, MapShape input, BaseActivations bases, CpuDevice device, double tolerance, int share)
    {
        (_node, _layer, _tolerance, _share) = (node, (ConvolutionLayer)node.Layer, tolerance, share);
        var plain = node with { Layer = _layer with { Activation = Activation.None }, Inputs = [node.Inputs[0]] };
        (_plain, _exact) = (device.Compile(plain, [input]), new Overlay(node.Shape));
        var whole = new Overlay(input) { Data = bases.Map(node.Inputs[0]) };
        var output = new Overlay(node.Shape);
        whole.BeginWhole();
        output.BeginWhole();
        _buffer.Reserve(output.Floats);
        output.Data = _buffer.Pointer;
        _plain.Run([whole], output);
        _base = new ReadOnlySpan<float>(output.Data, (int)output.Floats).ToArray();
        whole.Zero.Dispose();
        output.Zero.Dispose();
    }

    public NetworkNode Node => _node;

    /// <summary>Processor seconds of finding pivots and coefficients.</summary>
    public double DecompositionSeconds => (double)_ticks / Stopwatch.Frequency;

    /// <summary>Pixels of all positions.</summary>
    public long Pixels { get; private set; }

    /// <summary>Pixels of positions that were computed directly.</summary>
    public long Direct { get; private set; }

    /// <summary>Products of a pivot's and a position's, each of all output channels.</summary>
    public long Combined { get; private set; }

    /// <summary>The error of what the patches change, root of squares, relative.</summary>
    public double Error => Math.Sqrt(_error / Math.Max(_norm, 1e-300));

    /// <summary>Whether a layer is worth trying: dense, deep, an activation that acts on each number alone.</summary>
    public static bool Fits(NetworkNode node, MapShape input) => node.Layer is ConvolutionLayer { Groups: 1, Input: null, Parts: 1, Rows.Dilation: 1, Columns.Dilation: 1 } c
        && c.Rows.Kernel * c.Columns.Kernel * input.Channels >= 500 && node.Shape.Pixels > 1;

    /// <summary>Puts into the output, which holds the exact layer, what the decomposition gives.</summary>
    public void Replace(Overlay input, Overlay? residual, Overlay output)
    {
        _exact.Begin(output.Count);
        for (var p = 0; p < output.Count; p++)
        {
            var box = output.Boxes[p];
            _exact.SetBox(p, new Interval(box.Y, box.Y + box.Height), new Interval(box.X, box.X + box.Width));
        }

        _buffer.Reserve(_exact.Floats);
        _exact.Data = _buffer.Pointer;
        _plain.Run([input], _exact);
        Pixels += output.Pixels;
        var (down, across) = ((_node.Shape.Height + _share - 1) / _share, (_node.Shape.Width + _share - 1) / _share);
        var sync = new Lock();
        Parallel.For(0, down * across, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, block =>
        {
            var (y0, x0) = (block / across * _share, block % across * _share);
            var positions = Enumerable.Range(0, output.Count).Where(p => Reaches(output.Boxes[p], y0, x0)).ToArray();
            if (positions.Length < Fewest)
            {
                lock (sync)
                {
                    Direct += positions.Sum(p => (long)Pixel(output.Boxes[p], y0, x0).Count());
                }

                return;
            }

            var start = Stopwatch.GetTimestamp();
            var (pivots, coefficients) = Decompose(Sketch(input, positions, y0, x0), positions.Length);
            var ticks = Stopwatch.GetTimestamp() - start;
            var (direct, combined, error, norm) = Combine(positions, pivots, coefficients, y0, x0, residual, output);
            lock (sync)
            {
                (_ticks, Direct, Combined, _error, _norm) = (_ticks + ticks, Direct + direct, Combined + combined, _error + error, _norm + norm);
            }
        });
    }

    public void Dispose()
    {
        _plain.Dispose();
        _buffer.Dispose();
        _exact.Zero.Dispose();
    }

    private bool Reaches(in Box box, int y0, int x0) => box.Y < y0 + _share && box.Y + box.Height > y0 && box.X < x0 + _share && box.X + box.Width > x0;

    /// <summary>The pixels of a block that a box holds.</summary>
    private IEnumerable<(int Y, int X)> Pixel(Box box, int y0, int x0) =>
        from y in Enumerable.Range(y0, _share)
        from x in Enumerable.Range(x0, _share)
        where y >= box.Y && y < box.Y + box.Height && x >= box.X && x < box.X + box.Width
        select (y, x);

    /// <summary>Sampled coordinates of what each position changes in the windows of a block: a column a position.</summary>
    private float[][] Sketch(Overlay input, int[] positions, int y0, int x0)
    {
        var (rows, columns) = (_layer.Rows, _layer.Columns);
        var (top, left) = ((y0 * rows.Stride) - rows.PadBefore, (x0 * columns.Stride) - columns.PadBefore);
        var (height, width) = (((_share - 1) * rows.Stride) + rows.Kernel, ((_share - 1) * columns.Stride) + columns.Kernel);
        var random = new Random((y0 * 1000) + x0);
        var most = Math.Min(positions.Length, height * width * input.Shape.Channels / Oversampling);
        var coordinates = Enumerable.Range(0, Oversampling * most)
            .Select(_ => (Y: top + random.Next(height), X: left + random.Next(width), Channel: random.Next(input.Shape.Channels)))
            .Where(c => c.Y >= 0 && c.Y < input.Shape.Height && c.X >= 0 && c.X < input.Shape.Width).OrderBy(c => (c.Y, c.X, c.Channel)).ToArray();
        return [.. positions.Select(p =>
        {
            var column = new float[coordinates.Length];
            var box = input.Boxes[p];
            for (var i = 0; i < column.Length; i++)
            {
                var (y, x, channel) = coordinates[i];
                column[i] = input.Pixel(p, y, x)[channel] - input.BasePixel(in box, y, x)[channel];
            }

            return column;
        })];
    }

    /// <summary>Pivots among the columns, and what of each pivot every column is.</summary>
    private (int[] Pivots, float[][] Coefficients) Decompose(float[][] columns, int count)
    {
        var norms = columns.Select(c => (double)TensorPrimitives.SumOfSquares<float>(c)).ToArray();
        var (allowed, pivots) = (_tolerance * _tolerance * norms.Sum(), new List<int>());
        var factor = new List<float[]>();
        while (norms.Sum() > allowed && pivots.Count < Math.Min(count, columns[0].Length))
        {
            var pivot = TensorPrimitives.IndexOfMax<double>(norms);
            var direction = (float[])columns[pivot].Clone();
            TensorPrimitives.Divide(direction, TensorPrimitives.Norm<float>(direction), direction);
            var row = new float[count];
            for (var p = 0; p < count; p++)
            {
                if (norms[p] > 0 || p == pivot)
                {
                    row[p] = TensorPrimitives.Dot<float>(direction, columns[p]);
                    TensorPrimitives.MultiplyAdd(direction, -row[p], columns[p], columns[p]);
                    norms[p] = Math.Max(0, norms[p] - ((double)row[p] * row[p]));
                }
            }

            norms[pivot] = 0;
            pivots.Add(pivot);
            factor.Add(row);
        }

        // The triangle of the pivots' own columns, solved for all others at once.
        for (var k = pivots.Count - 1; k >= 0; k--)
        {
            TensorPrimitives.Divide(factor[k], factor[k][pivots[k]], factor[k]);
            for (var above = 0; above < k; above++)
            {
                var weight = factor[above][pivots[k]];
                TensorPrimitives.MultiplyAdd(factor[k], -weight, factor[above], factor[above]);
                factor[above][pivots[k]] = 0;
            }
        }

        return ([.. pivots], [.. factor]);
    }

    private (long Direct, long Combined, double Error, double Norm) Combine(
        int[] positions, int[] pivots, float[][] coefficients, int y0, int x0, Overlay? residual, Overlay output)
    {
        var (channels, stride) = (_node.Shape.Channels, output.Stride);
        var (direct, combined, error, norm) = (0L, 0L, 0.0, 0.0);
        var (sum, truth) = (new float[channels], new float[channels]);
        foreach (var (y, x) in Pixel(new Box { Y = 0, X = 0, Height = _node.Shape.Height, Width = _node.Shape.Width }, y0, x0))
        {
            var below = _base.AsSpan(((y * _node.Shape.Width) + x) * stride, channels);
            var changes = new float[pivots.Length][];
            for (var j = 0; j < pivots.Length; j++)
            {
                changes[j] = new float[channels];
                if (Pixel(_exact.Boxes[positions[pivots[j]]], y, x, out var pivot))
                {
                    TensorPrimitives.Subtract(new ReadOnlySpan<float>(_exact.Data + (pivot * stride), channels), below, changes[j]);
                }
            }

            for (var p = 0; p < positions.Length; p++)
            {
                if (!Pixel(output.Boxes[positions[p]], y, x, out var at))
                {
                    continue;
                }

                below.CopyTo(sum);
                for (var j = 0; j < pivots.Length; j++)
                {
                    TensorPrimitives.MultiplyAdd(changes[j], coefficients[j][p], sum, sum);
                }

                var isPivot = pivots.Contains(p);
                (direct, combined) = (direct + (isPivot ? 1 : 0), combined + (isPivot ? 0 : pivots.Length));
                var exact = new ReadOnlySpan<float>(_exact.Data + (at * stride), channels);
                TensorPrimitives.Subtract(exact, below, truth);
                norm += TensorPrimitives.SumOfSquares<float>(truth);
                TensorPrimitives.Subtract(exact, sum, truth);
                error += TensorPrimitives.SumOfSquares<float>(truth);
                if (residual is not null)
                {
                    TensorPrimitives.Add(sum, new ReadOnlySpan<float>(residual.Pixel(positions[p], y, x), channels), sum);
                }

                for (var c = 0; c < channels; c++)
                {
                    output.Data[(at * stride) + c] = _layer.Activation.Apply(sum[c]);
                }
            }
        }

        return (direct, combined, error, norm);
    }

    /// <summary>Whether a box holds a pixel, and at which pixel of the data it is.</summary>
    private static bool Pixel(in Box box, int y, int x, out nint at)
    {
        at = (nint)(box.Offset + ((long)(y - box.Y) * box.Width) + x - box.X);
        return y >= box.Y && y < box.Y + box.Height && x >= box.X && x < box.X + box.Width;
    }
}
