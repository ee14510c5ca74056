using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>
/// One map of scores that is found out cell by cell: which cells to evaluate exactly next, what the others most likely hold,
/// and how alike the result is to the exact map, as far as the evaluated cells tell.
/// </summary>
public sealed class AdaptiveMap
{
    /// <summary>What a check is expected to find counts as much as this many checked cells.</summary>
    private const double CheckPrior = 8;

    /// <summary>An error's square counts at most this many times what was expected.</summary>
    private const double MostSurprising = 25;

    /// <summary>The part of the first cells that have a neighbour among them.</summary>
    private const double Pairs = 0.25;

    /// <summary>Cells over which errors are taken to be of one size.</summary>
    private const double Neighbourhood = 3;

    /// <summary>Errors seen near a cell count against this many of the usual size.</summary>
    private const double Prior = 3;

    /// <summary>How much an error counts for a cell at a distance along one axis.</summary>
    private static readonly double[] s_nearness = [.. Enumerable.Range(0, (int)(3 * Neighbourhood) + 1).Select(d => Math.Exp(-d * d / (2 * Neighbourhood * Neighbourhood)))];

    private readonly int _rows;
    private readonly int _columns;
    private readonly KernelChoice _choice;
    private readonly MapJudge _judge;
    private readonly Random _random;
    private readonly int _threads;
    private readonly double[] _values;
    private readonly bool[] _known;
    private readonly List<int> _cells = [];
    private readonly double[] _seen;
    private readonly double[] _weight;
    private readonly double[] _trend;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly Dictionary<int, (double Mean, double Variance)> _expected = [];
    private readonly List<double> _checked = [];
    private readonly HashSet<int> _checking = [];
    private double[]? _cheap;
    private FieldKernel _kernel = new(3, 1, 0, 0.03);
    private double _sigma = 1;
    private double _sigmaUncertainty = 1;
    private bool _fitted;
    private bool _scaled;
    private ScoreField? _field;

    /// <param name="periods">Cells from a position to the next of its phase, for each total stride of the network worth trying.</param>
    public AdaptiveMap(int rows, int columns, int[] periods, QualityMeasure measure, int seed, int threads = 1)
    {
        (_rows, _columns, _random, _threads) = (rows, columns, new Random(seed), threads);
        _choice = new KernelChoice(rows, columns, periods, _random, threads);
        _judge = new MapJudge(measure, rows, columns, seed, threads);
        var count = rows * columns;
        (_values, _known, _seen, _weight, Map) = (new double[count], new bool[count], new double[count], new double[count], new double[count]);
        (_trend, _mean, _scale) = (new double[count], new double[count], new double[count]);
    }

    /// <summary>The most likely map; evaluated cells hold what was found.</summary>
    public double[] Map { get; private set; }

    /// <summary>Cells evaluated exactly.</summary>
    public int Evaluated => _cells.Count;

    public bool IsExact => _cells.Count == Map.Length;

    /// <summary>What is known of the quality.</summary>
    public QualityEstimate Estimate { get; private set; } = new(0, 1, 1);

    public FieldKernel Kernel => _kernel;

    /// <summary>
    /// The first cells: most at random in equal blocks, so that every distance and phase occurs, and next to some of them
    /// another, which tells how rough the map is at the smallest distance.
    /// </summary>
    public IReadOnlyList<int> Pilot(int count)
    {
        var side = Math.Max(1, Math.Sqrt((double)_rows * _columns / (count * (1 - Pairs))));
        var (down, across) = (Math.Max(1, (int)Math.Round(_rows / side)), Math.Max(1, (int)Math.Round(_columns / side)));
        var cells = new List<int>();
        for (var i = 0; i < down; i++)
        {
            for (var j = 0; j < across; j++)
            {
                var (top, bottom, left, right) = (i * _rows / down, (i + 1) * _rows / down, j * _columns / across, (j + 1) * _columns / across);
                cells.Add((_random.Next(top, bottom) * _columns) + _random.Next(left, right));
            }
        }

        foreach (var cell in cells.OrderBy(_ => _random.Next()).Take((int)(count * Pairs)).ToList())
        {
            var (dy, dx) = _random.Next(4) switch { 0 => (0, 1), 1 => (1, 0), 2 => (0, 2), _ => (2, 0) };
            var (y, x) = (Reflect((cell / _columns) + dy, dy, _rows), Reflect((cell % _columns) + dx, dx, _columns));
            if (y >= 0 && x >= 0)
            {
                cells.Add((y * _columns) + x);
            }
        }

        return [.. cells.Distinct()];
    }

    private static int Reflect(int at, int step, int length) => at < length ? at : at - (2 * step);

    /// <summary>Takes exact scores.</summary>
    public void Add(int cell, double score)
    {
        if (_known[cell])
        {
            return;
        }

        (_known[cell], _values[cell]) = (true, score);
        _cells.Add(cell);
        if (_expected.Remove(cell, out var expected))
        {
            var z = (score - expected.Mean) * (score - expected.Mean) / expected.Variance;
            if (_checking.Remove(cell))
            {
                _checked.Add(z);
            }
            else
            {
                See(cell, z);
            }
        }
    }

    /// <summary>Gives a map that resembles the exact one, from a cheaper evaluation of every cell: from now on only the difference to it is guessed.</summary>
    public void Resemble(double[] cheap)
    {
        (_cheap, _fitted, _scaled, _field) = (cheap, false, false, null);
        Array.Clear(_seen);
        Array.Clear(_weight);
    }

    /// <summary>Works the evaluated cells in: the map, its estimate, and what to evaluate next follow from them.</summary>
    public void Update()
    {
        _expected.Clear();
        _checking.Clear();
        if (IsExact)
        {
            (Map, Estimate) = ([.. _values], new QualityEstimate(1, 0, 0));
            return;
        }

        FindTrend();
        int[] cells = [.. _cells];
        double[] rest = [.. cells.Select(c => _values[c] - _trend[c])];
        if (!_fitted)
        {
            Fit(_choice.Choose(cells, rest, _kernel));
        }

        if (_checked.Count > 0)
        {
            Correct();
        }

        FindScale();
        var field = new ScoreField(_rows, _columns, cells, _kernel, _scale, _field, _threads);
        field.Predict(rest, _mean);
        for (var i = 0; i < Map.Length; i++)
        {
            Map[i] = _known[i] ? _values[i] : _trend[i] + _mean[i];
        }

        _judge.Judge(field, Map);
        Estimate = new QualityEstimate(_judge.Quality.Quality, _judge.Quality.Spread, _sigmaUncertainty);
        _field = field;
    }

    /// <summary>
    /// Checked cells were drawn in proportion to what each adds to the loss, so the loss is as many times the expected one as
    /// their errors are on average, give or take the standard error of that average.
    /// </summary>
    private void Correct()
    {
        double[] errors = [.. _checked.Select(z => Math.Min(z, 4 * MostSurprising))];
        var count = errors.Length + CheckPrior;
        var ratio = (errors.Sum() + CheckPrior) / count;
        var variance = (errors.Sum(e => (e - ratio) * (e - ratio)) + (CheckPrior * (1 - ratio) * (1 - ratio))) / count;
        _sigma *= Math.Sqrt(ratio);
        _sigmaUncertainty = Math.Sqrt(variance / count) / ratio;
        _checked.Clear();
    }

    /// <summary>The cells whose evaluation is expected to help the quality most.</summary>
    public IReadOnlyList<int> Next(int count)
    {
        if (count >= Map.Length - _cells.Count)
        {
            // Nothing is left to guess, nor to compare a guess with.
            return [.. Enumerable.Range(0, Map.Length).Where(i => !_known[i])];
        }

        var gain = (double[])_judge.Gains.Clone();
        foreach (var cell in _cells)
        {
            gain[cell] = -1;
        }

        var chosen = new List<int>();
        var (alongRows, alongColumns) = (_kernel.Axis(_rows), _kernel.Axis(_columns));
        while (chosen.Count < count)
        {
            var best = TensorPrimitives.IndexOfMax<double>(gain);
            chosen.Add(best);
            gain[best] = -1;
            var (y, x) = (best / _columns, best % _columns);
            for (var row = Math.Max(0, y - 4); row <= Math.Min(_rows - 1, y + 4); row++)
            {
                for (var column = Math.Max(0, x - 4); column <= Math.Min(_columns - 1, x + 4); column++)
                {
                    var likeness = alongRows[Math.Abs(row - y)] * alongColumns[Math.Abs(column - x)] / (1 + _kernel.Nugget);
                    gain[(row * _columns) + column] *= 1 - (likeness * likeness);
                }
            }
        }

        Expect(chosen);
        return chosen;
    }

    /// <summary>
    /// Cells that tell whether the estimate is right: drawn at random in proportion to what each is expected to add to the
    /// loss, so that the mean of their errors, as multiples of the expected ones, corrects the estimate without bias.
    /// </summary>
    public IReadOnlyList<int> Check(int count)
    {
        // Efraimidis and Spirakis 2006: the smallest of exponential waiting times.
        var chosen = Enumerable.Range(0, Map.Length).Where(i => !_known[i] && _judge.Gains[i] > 0)
            .OrderBy(i => -Math.Log(1 - _random.NextDouble()) / _judge.Gains[i]).Take(count).ToList();
        Expect(chosen);
        _checking.UnionWith(chosen);
        return chosen;
    }

    private void Expect(IReadOnlyList<int> cells)
    {
        foreach (var (cell, variance) in cells.Zip(_field!.Variances(cells)))
        {
            _expected[cell] = (Map[cell], variance);
        }
    }

    private void FindTrend()
    {
        var mean = _cells.Average(c => _values[c]);
        if (_cheap is null)
        {
            Array.Fill(_trend, mean);
            return;
        }

        var cheapMean = _cells.Average(c => _cheap[c]);
        var covariance = _cells.Sum(c => (_cheap[c] - cheapMean) * (_values[c] - mean));
        var variance = _cells.Sum(c => (_cheap[c] - cheapMean) * (_cheap[c] - cheapMean));
        var slope = variance > 0 ? covariance / variance : 0;
        for (var i = 0; i < _trend.Length; i++)
        {
            _trend[i] = mean + (slope * (_cheap[i] - cheapMean));
        }
    }

    private void Fit(KernelChoice.Fit fit)
    {
        (_kernel, _sigma, _fitted) = (fit.Kernel, fit.Sigma, true);
        foreach (var (cell, z) in fit.Errors)
        {
            See(cell, z);
        }
    }

    /// <summary>Notes how large an error was against what was expected (squared, 1 is as expected).</summary>
    private void See(int cell, double z)
    {
        var reach = s_nearness.Length - 1;
        var (y, x) = (cell / _columns, cell % _columns);
        z = Math.Min(z, MostSurprising) * Relative(cell);
        for (var row = Math.Max(0, y - reach); row <= Math.Min(_rows - 1, y + reach); row++)
        {
            for (var column = Math.Max(0, x - reach); column <= Math.Min(_columns - 1, x + reach); column++)
            {
                var weight = s_nearness[Math.Abs(row - y)] * s_nearness[Math.Abs(column - x)];
                var at = (row * _columns) + column;
                (_seen[at], _weight[at]) = (_seen[at] + (weight * z), _weight[at] + weight);
            }
        }
    }

    /// <summary>What an error at a cell was expected to be, against the kernel's own variance: 1 before errors were seen.</summary>
    private double Relative(int cell) => _scaled ? _scale[cell] * _scale[cell] / (_sigma * _sigma) : 1;

    private void FindScale()
    {
        for (var i = 0; i < _scale.Length; i++)
        {
            _scale[i] = _sigma * Math.Sqrt((_seen[i] + Prior) / (_weight[i] + Prior));
        }

        _scaled = true;
    }
}
