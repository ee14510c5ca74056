using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>
/// Trains a network on pairs of films that it sees once each: there is nothing to overfit to, hence no epochs. An opacity is
/// two cells in a hundred, which averaging all but hides from the gradient; so a locator, thrown away afterwards, is trained
/// along with the classifier to say in each cell whether an opacity is there.
/// </summary>
internal static class Trainer
{
    private const float LocatorWeight = 2;
    private const float PositiveCellWeight = 10;
    private const int StepsPerLine = 20;

    public static void Train(FilmNetwork network, Phase[] phases, int threads)
    {
        Heap.Keep();
        set_num_threads(threads);
        using var locator = nn.Conv2d(network.FeatureChannels, 1, kernel_size: 1);
        network.train();
        using var optimizer = optim.AdamW(network.parameters().Concat(locator.parameters()), lr: phases[0].PeakRate, weight_decay: 1e-3);
        var clock = Stopwatch.StartNew();
        var seed = PhantomSeeds.Training;
        foreach (var phase in phases)
        {
            Train(network, locator, optimizer, phase, seed, clock);
            seed += (ulong)(phase.Steps * phase.Pairs);
        }

        network.eval();
    }

    private static void Train(FilmNetwork network, Conv2d locator, optim.Optimizer optimizer, Phase phase, ulong firstSeed, Stopwatch clock)
    {
        var (score, place, next) = (0.0, 0.0, Task.Run(() => Draw(0)));
        for (var step = 0; step < phase.Steps; step++)
        {
            var films = next.GetAwaiter().GetResult();
            var following = step + 1;
            next = Task.Run(() => Draw(following));
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = phase.Rate(step);
            }

            var losses = Step(network, locator, optimizer, films);
            (score, place) = (score + losses.Score, place + losses.Place);
            if (following % StepsPerLine == 0)
            {
                Console.WriteLine($"{phase.Side} pixels, step {following}/{phase.Steps}  score loss {score / StepsPerLine:F4}  "
                    + $"place loss {place / StepsPerLine:F4}  {clock.Elapsed.TotalSeconds:F0} s");
                (score, place) = (0, 0);
            }
        }

        next.GetAwaiter().GetResult();

        Batch Draw(int step)
        {
            var batch = new Batch(2 * phase.Pairs, phase.Side);
            for (var i = 0; i < phase.Pairs; i++)
            {
                var (positive, normal) = OccludedFilms.Pair(firstSeed + (ulong)(step * phase.Pairs + i), phase.Side);
                batch.Write(2 * i, positive);
                batch.Write(2 * i + 1, normal);
            }

            return batch;
        }
    }

    private static (double Score, double Place) Step(FilmNetwork network, Conv2d locator, optim.Optimizer optimizer, Batch batch)
    {
        using var scope = NewDisposeScope();
        var gray = tensor(batch.Films, [batch.Count, 1, batch.Side, batch.Side]);
        var opacity = tensor(batch.Targets, [batch.Count, 1]);
        var map = tensor(batch.Maps, [batch.Count, 1, batch.Cells, batch.Cells]);
        var features = network.Features(gray.expand(-1, 3, -1, -1));
        var logarithms = nn.functional.log_softmax(network.Classify(features), 1);
        var score = -(cat([1 - opacity, opacity], 1) * logarithms).sum(1).mean();
        var place = nn.functional.binary_cross_entropy_with_logits(locator.call(features), map, pos_weights: tensor(PositiveCellWeight));
        optimizer.zero_grad();
        (score + LocatorWeight * place).backward();
        optimizer.step();
        return (score.ToDouble(), place.ToDouble());
    }

    private sealed record Batch(int Count, int Side)
    {
        public int Cells { get; } = Side / TrainingFilm.CellSize;
        public float[] Films { get; } = new float[Count * Side * Side];
        public float[] Targets { get; } = new float[Count];
        public float[] Maps { get; } = new float[Count * (Side / TrainingFilm.CellSize) * (Side / TrainingFilm.CellSize)];

        public void Write(int at, TrainingFilm film)
        {
            Targets[at] = film.Target;
            film.Map.CopyTo(Maps, at * Cells * Cells);
            for (var i = 0; i < Side * Side; i++)
            {
                Films[at * Side * Side + i] = (film.Pixels[i] - Preprocessing.Mean) / Preprocessing.Deviation;
            }
        }
    }
}
