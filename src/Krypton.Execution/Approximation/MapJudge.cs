using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>
/// Judges a map by maps that are as likely as the true one: how alike it is to them, and what knowing another cell would help.
/// Two sets of maps take turns: cells are chosen where the maps of one set differ, so that these soon differ less than the true map
/// does, and the other set judges what came of it.
/// </summary>
internal sealed class MapJudge
{
    /// <summary>Eight maps each.</summary>
    private const int Groups = 2;

    private const int Draws = Groups * 8;

    private readonly QualityMeasure _measure;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _seed;
    private readonly int _threads;
    private readonly Group[] _groups;
    private readonly WindowedMap[] _own;
    private readonly double[][] _views;
    private readonly double[] _variance;
    private readonly double[] _shares;
    private int _turn;

    public MapJudge(QualityMeasure measure, int rows, int columns, int seed, int threads)
    {
        (_measure, _rows, _columns, _seed, _threads) = (measure, rows, columns, seed, threads);
        _own = [.. Enumerable.Range(0, measure.Channels).Select(_ => new WindowedMap(rows, columns))];
        _views = [.. Enumerable.Range(0, measure.Channels).Select(_ => measure.Channels == 1 ? [] : new double[rows * columns])];
        (_variance, _shares, Gains) = (new double[rows * columns], new double[WindowSums.Count(rows, columns, _own[0].Height)], new double[rows * columns]);
        _groups = [.. Enumerable.Range(0, Groups).Select(_ => new Group(measure.Channels, rows * columns))];
    }

    /// <summary>The mean quality of the map against those drawn, and how much it varies among them.</summary>
    public (double Quality, double Spread) Quality { get; private set; }

    /// <summary>What knowing a cell would add to the mean SSIM: its variance, over the variance of the windows that hold it.</summary>
    public double[] Gains { get; }

    public void Judge(ScoreField field, double[] map)
    {
        for (var channel = 0; channel < _own.Length; channel++)
        {
            _own[channel].Take(_measure.View(map, channel, _views[channel]));
        }

        var first = _seed + (_turn * Groups);
        _turn = 1 - _turn;
        Parallel.For(0, Groups, new ParallelOptions { MaxDegreeOfParallelism = _threads }, g => _groups[g].Judge(field, first + g, map, _own, _measure));
        double[] qualities = [.. _groups.SelectMany(g => g.Qualities)];
        var average = qualities.Average();
        Quality = (average, Math.Sqrt(qualities.Sum(q => (q - average) * (q - average)) / (Draws - 1)));
        Array.Clear(Gains);
        for (var channel = 0; channel < _own.Length; channel++)
        {
            AddGains(_own[channel], channel);
        }
    }

    private void AddGains(WindowedMap own, int channel)
    {
        Array.Clear(_variance);
        foreach (var group in _groups)
        {
            TensorPrimitives.Add(_variance, group.Squares[channel], _variance);
        }

        TensorPrimitives.Divide(_variance, Draws, _variance);
        var (_, c2) = StructuralSimilarity.Constants(_groups.Average(g => g.Ranges[channel]));
        var variances = own.Variances;
        WindowSums.Of(_variance, _columns, own.Height, own.Width, _shares);
        for (var window = 0; window < _shares.Length; window++)
        {
            _shares[window] = 1 / ((2 * variances[window]) + (_shares[window] / (own.Height * own.Width)) + c2);
        }

        var rented = ArrayPool<double>.Shared.Rent(_variance.Length);
        var spread = rented.AsSpan(0, _variance.Length);
        WindowSums.Spread(_shares, _rows, _columns, own.Height, own.Width, spread);
        TensorPrimitives.MultiplyAdd(_variance, spread, Gains, Gains);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>What eight maps say; its memory is used again at every step.</summary>
    private sealed class Group(int channels, int count)
    {
        private readonly Vector512<double>[] _view = channels == 1 ? [] : new Vector512<double>[count];

        public double[] Qualities { get; } = new double[Vector512<double>.Count];

        /// <summary>For each channel and cell the sum of the squares of what the maps differ by from the judged one.</summary>
        public double[][] Squares { get; } = [.. Enumerable.Range(0, channels).Select(_ => new double[count])];

        /// <summary>The mean range of the maps, channel by channel.</summary>
        public double[] Ranges { get; } = new double[channels];

        public void Judge(ScoreField field, int seed, double[] map, WindowedMap[] own, QualityMeasure measure)
        {
            var rented = ArrayPool<Vector512<double>>.Shared.Rent(count);
            var maps = rented.AsSpan(0, count);
            field.Draw(seed, maps);
            Add(map, maps);
            var quality = Vector512<double>.Zero;
            for (var channel = 0; channel < channels; channel++)
            {
                var view = measure.View(maps, channel, _view);
                var (c1, c2, range) = measure.Constants(Compare(view, own[channel].Values, Squares[channel]));
                Ranges[channel] = range;
                quality += new DrawnWindows(own[channel]).Similarity(view, c1, c2);
            }

            (quality / channels).CopyTo(Qualities);
            ArrayPool<Vector512<double>>.Shared.Return(rented);
        }

        private static void Add(ReadOnlySpan<double> map, Span<Vector512<double>> maps)
        {
            map = map[..maps.Length];
            for (var i = 0; i < maps.Length; i++)
            {
                maps[i] += Vector512.Create(map[i]);
            }
        }

        /// <summary>For each cell the sum of the squares of the differences to the judged map; returns the range of each map.</summary>
        private static Vector512<double> Compare(ReadOnlySpan<Vector512<double>> view, ReadOnlySpan<double> judged, Span<double> squares)
        {
            var (low, high) = (view[0], view[0]);
            judged = judged[..view.Length];
            squares = squares[..view.Length];
            for (var i = 0; i < view.Length; i++)
            {
                var difference = view[i] - Vector512.Create(judged[i]);
                squares[i] = Vector512.Sum(difference * difference);
                (low, high) = (Vector512.MinNative(low, view[i]), Vector512.MaxNative(high, view[i]));
            }

            return high - low;
        }
    }
}
