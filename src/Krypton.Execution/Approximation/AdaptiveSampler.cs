namespace Krypton.Execution.Approximation;

/// <summary>What a sampler asks for while it runs.</summary>
public interface ISampledScores
{
    /// <summary>Seconds that the cheap map takes against those of all exact scores; infinity when there is none.</summary>
    double CheapCost { get; }

    /// <summary>The exact scores of cells: one row a class, one column a cell.</summary>
    double[][] Exact(IReadOnlyList<int> cells);

    /// <summary>A map of every class from a cheaper evaluation of every cell.</summary>
    double[][] Cheap();

    /// <summary>How many more cells there is time for; <see cref="int.MaxValue"/> without a deadline.</summary>
    int Affordable { get; }

    /// <summary>Told after each step what is known so far, and how many cells will probably have been evaluated in the end.</summary>
    void Report(IReadOnlyList<AdaptiveMap> maps, int expected);
}

/// <summary>How to sample.</summary>
/// <param name="Target">The quality that every class's map must have.</param>
/// <param name="Margin">What the estimate must lie above the target, since it may be too high.</param>
/// <param name="Periods">Cells from a position to the next of its phase, for the network's total strides.</param>
/// <param name="BeginCheap">Begin with the cheap map instead of finding out whether it is needed; learned by ANALYZE MODEL.</param>
/// <param name="Threads">CPU threads.</param>
/// <param name="Seed">Of the random numbers: the same gives the same map.</param>
/// <param name="CellSeconds">What evaluating a cell exactly is expected to take; where that is little, guessing takes longer than it saves.</param>
public sealed record SamplingOptions(double Target, double Margin, int[] Periods, bool BeginCheap, int Threads, int Seed = 1, double CellSeconds = double.PositiveInfinity);

/// <summary>What came of it.</summary>
/// <param name="Maps">One a class.</param>
/// <param name="UsedCheap">Whether every cell was evaluated cheaply too.</param>
public sealed record SamplingOutcome(IReadOnlyList<AdaptiveMap> Maps, bool UsedCheap)
{
    /// <summary>The lowest estimate of any class's map.</summary>
    public QualityEstimate Estimate => Maps.Select(m => m.Estimate).MinBy(e => e.Quality - e.Spread);
}

/// <summary>
/// Evaluates as few cells exactly as the quality asks for: some everywhere first, then those that help most, with checks of the
/// estimate at random cells. Where the map turns out to be rough, a cheap evaluation of all cells replaces guessing from
/// neighbours, and only its error is sampled (docs/approximation.md).
/// </summary>
public sealed class AdaptiveSampler(int rows, int columns, IReadOnlyList<QualityMeasure> measures, SamplingOptions options)
{
    /// <summary>Maps of fewer cells are evaluated exactly: too little is saved.</summary>
    public const int SmallestMap = 150;

    /// <summary>Cells of the first sample, as a share of the map, and at most.</summary>
    private const double PilotShare = 0.038;

    private const int MostPilot = 400;

    private const int FirstCheck = 24;

    private const int LastCheck = 80;

    /// <summary>From this many cells on a second look decides between guessing and the cheap map.</summary>
    private const double SecondLook = 0.068;

    /// <summary>How the loss falls with the number of cells: loss ~ cells^(−1/exponent). Hopeful at first, sober at the second look.</summary>
    private const double Hopeful = 1.2;

    private const double Sober = 1.6;

    /// <summary>Cells that the cheap map's error is sampled at for a target of 0.9, as a share; higher targets need more by the sober exponent.</summary>
    private const double CheapSample = 0.06;

    /// <summary>Each step adds this share to the cells.</summary>
    private const double Growth = 0.25;

    private const int SmallestStep = 32;

    /// <summary>Where this share of the cells is needed, all are evaluated.</summary>
    private const double WorthFinishing = 0.8;

    /// <summary>Processor seconds in which a step works its cells in, for each cell of the map; measured on an AMD EPYC.</summary>
    private const double StepSeconds = 1.3e-6;

    /// <summary>Checks that a map will still need, about.</summary>
    private const int ChecksToCome = 2;

    /// <summary>Threads that working cells in can use.</summary>
    private const int MostThreads = 2;

    private readonly int _count = rows * columns;
    private readonly List<AdaptiveMap> _maps = [.. measures.Select((m, i) => new AdaptiveMap(rows, columns, options.Periods, m, options.Seed + i, options.Threads))];
    private readonly int[] _checkedAt = new int[measures.Count];
    private bool _usesCheap;
    private bool _looked;

    private int Evaluated => _maps[0].Evaluated;

    private double Allowed => 1 - options.Target - options.Margin;

    public SamplingOutcome Run(ISampledScores scores)
    {
        if (options.BeginCheap && scores.CheapCost < 1)
        {
            UseCheap(scores);
        }

        Evaluate(scores, _maps[0].Pilot((int)Math.Clamp(PilotShare * _count, SmallestStep, MostPilot)));
        Evaluate(scores, _maps[Worst()].Check(FirstCheck));
        Consider(scores, Hopeful);
        while (Evaluated < _count && scores.Affordable > 0)
        {
            var worst = Worst();
            var loss = Loss(worst);
            if (loss <= Allowed)
            {
                var unproven = Array.FindIndex(_checkedAt, c => c < Evaluated);
                if (unproven < 0)
                {
                    break;
                }

                Check(scores, unproven);
            }
            else if (!_looked && !_usesCheap && Evaluated >= SecondLook * _count)
            {
                _looked = true;
                Check(scores, worst);
            }
            else if (loss <= 1.6 * Allowed && _checkedAt[worst] < 0.7 * Evaluated)
            {
                Check(scores, worst);
            }
            else
            {
                Evaluate(scores, _maps[worst].Next(Math.Min(Step(), scores.Affordable)));
            }
        }

        return new SamplingOutcome(_maps, _usesCheap);
    }

    /// <summary>How many cells to evaluate next: some more, or all where guessing does not pay.</summary>
    private int Step()
    {
        var needed = Needed(Hopeful);
        var (left, guessed) = (_count - Evaluated, (int)(needed * _count) - Evaluated);
        var steps = Math.Log(Math.Max(1, needed * _count / Evaluated)) / Math.Log(1 + Growth);
        var own = StepSeconds * _count * _maps.Count * (steps + ChecksToCome) / Math.Min(options.Threads, MostThreads);
        return needed > WorthFinishing || (left - guessed) * options.CellSeconds < own
            ? left
            : Math.Max(SmallestStep, (int)(Growth * Evaluated));
    }

    private double Loss(int map) => 1 - _maps[map].Estimate.Quality + _maps[map].Estimate.Spread;

    private int Worst() => Enumerable.Range(0, _maps.Count).MaxBy(Loss);

    /// <summary>The share of the cells that will be needed, going by the loss so far.</summary>
    private double Needed(double exponent) =>
        Allowed <= 0 ? 1 : Math.Min(1, Evaluated * Math.Pow(Math.Max(1, Loss(Worst()) / Allowed), exponent) / _count);

    /// <summary>Cells that will probably have been evaluated in the end: those that are needed, and a check of what they tell.</summary>
    private int Expected()
    {
        var (needed, check) = (Needed(Hopeful), Array.Exists(_checkedAt, at => at < Evaluated) ? LastCheck : 0);
        return needed > WorthFinishing ? _count : Math.Min(_count, (int)Math.Max(needed * _count, Evaluated) + check);
    }

    /// <summary>Takes the cheap map where guessing from neighbours will cost more.</summary>
    private void Consider(ISampledScores scores, double exponent)
    {
        var sampled = exponent == Hopeful ? 0 : (double)Evaluated / _count;
        var sample = CheapSample * Math.Pow(0.1 / (1 - options.Target), Sober);
        if (!_usesCheap && Needed(exponent) > sampled + scores.CheapCost + sample && scores.Affordable > scores.CheapCost * _count)
        {
            UseCheap(scores);
            Update(scores);
        }
    }

    private void UseCheap(ISampledScores scores)
    {
        _usesCheap = true;
        var cheap = scores.Cheap();
        for (var i = 0; i < _maps.Count; i++)
        {
            _maps[i].Resemble(cheap[i]);
        }
    }

    private void Check(ISampledScores scores, int map)
    {
        var cells = _maps[map].Check(Math.Min(LastCheck, Math.Max(1, scores.Affordable)));
        _checkedAt[map] = Evaluated + cells.Count;
        Evaluate(scores, cells);
        Consider(scores, Sober);
        if (_maps.Count > 1 && Loss(map) <= Allowed)
        {
            // More cells make no map worse: those that were checked before stay so.
            for (var i = 0; i < _maps.Count; i++)
            {
                _checkedAt[i] = _checkedAt[i] > 0 && Loss(i) <= Allowed ? Evaluated : _checkedAt[i];
            }
        }
    }

    private void Evaluate(ISampledScores scores, IReadOnlyList<int> cells)
    {
        var exact = scores.Exact(cells);
        for (var i = 0; i < _maps.Count; i++)
        {
            for (var c = 0; c < cells.Count; c++)
            {
                _maps[i].Add(cells[c], exact[i][c]);
            }
        }

        Update(scores);
    }

    private void Update(ISampledScores scores)
    {
        foreach (var map in _maps)
        {
            map.Update();
        }

        scores.Report(_maps, Expected());
    }
}
