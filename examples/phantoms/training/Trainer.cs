using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>
/// Trains the network on pairs of films that it sees once each: there is nothing to overfit to, hence no epochs. An opacity is
/// two cells in a hundred, which averaging all but hides from the gradient; so a locator, thrown away afterwards, is trained
/// along with the classifier to say in each cell whether an opacity is there.
/// </summary>
internal static class Trainer
{
    public const int PairsPerStep = 16;
    private const int FilmsPerStep = 2 * PairsPerStep;
    private const double PeakRate = 4e-3;
    private const int WarmUp = 60;
    private const float LocatorWeight = 2;
    private const float PositiveCellWeight = 10;

    public static Network Train(int steps, int threads)
    {
        set_num_threads(threads);
        random.manual_seed(20261123);
        var network = new Network();
        using var locator = nn.Conv2d(network.Head.weight!.shape[1], 1, kernel_size: 1);
        network.train();
        using var optimizer = optim.AdamW(network.parameters().Concat(locator.parameters()), lr: PeakRate, weight_decay: 1e-3);
        var clock = Stopwatch.StartNew();
        var (score, place, next) = (0.0, 0.0, Task.Run(() => Draw(0)));
        for (var step = 0; step < steps; step++)
        {
            var films = next.GetAwaiter().GetResult();
            var following = step + 1;
            next = Task.Run(() => Draw(following));
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = Rate(step, steps);
            }

            var losses = Step(network, locator, optimizer, films);
            (score, place) = (score + losses.Score, place + losses.Place);
            if (following % 50 == 0)
            {
                Console.WriteLine($"step {following}/{steps}  score loss {score / 50:F4}  place loss {place / 50:F4}  {clock.Elapsed.TotalSeconds:F0} s");
                (score, place) = (0, 0);
            }
        }

        next.GetAwaiter().GetResult();
        network.eval();
        return network;
    }

    /// <summary>Linear warm-up, then half a cosine down to nothing.</summary>
    private static double Rate(int step, int steps) => step < WarmUp
        ? PeakRate * (step + 1) / WarmUp
        : PeakRate * 0.5 * (1 + Math.Cos(Math.PI * (step - WarmUp) / (steps - WarmUp)));

    private static (double Score, double Place) Step(Network network, Conv2d locator, optim.Optimizer optimizer, Tensors batch)
    {
        using var scope = NewDisposeScope();
        var gray = tensor(batch.Films, [FilmsPerStep, 1, PhantomFilm.Size, PhantomFilm.Size]);
        var opacity = tensor(batch.Targets, [FilmsPerStep, 1]);
        var map = tensor(batch.Maps, [FilmsPerStep, 1, TrainingFilm.Cells, TrainingFilm.Cells]);
        var features = network.Features(gray.expand(-1, 3, -1, -1));
        var logarithms = nn.functional.log_softmax(network.Classify(features), 1);
        var score = -(cat([1 - opacity, opacity], 1) * logarithms).sum(1).mean();
        var place = nn.functional.binary_cross_entropy_with_logits(locator.call(features), map, pos_weights: tensor(PositiveCellWeight));
        optimizer.zero_grad();
        (score + LocatorWeight * place).backward();
        optimizer.step();
        return (score.ToDouble(), place.ToDouble());
    }

    private static Tensors Draw(int step)
    {
        const int area = PhantomFilm.Size * PhantomFilm.Size;
        const int cells = TrainingFilm.Cells * TrainingFilm.Cells;
        var batch = new Tensors(new float[FilmsPerStep * area], new float[FilmsPerStep], new float[FilmsPerStep * cells]);
        for (var i = 0; i < PairsPerStep; i++)
        {
            var (positive, normal) = OccludedFilms.Pair(PhantomSeeds.Training + (ulong)(step * PairsPerStep + i));
            Write(2 * i, positive);
            Write(2 * i + 1, normal);
        }

        return batch;

        void Write(int at, TrainingFilm film)
        {
            batch.Targets[at] = film.Target;
            film.Map.CopyTo(batch.Maps, at * cells);
            for (var i = 0; i < area; i++)
            {
                batch.Films[at * area + i] = (film.Pixels[i] - Preprocessing.Mean) / Preprocessing.Deviation;
            }
        }
    }

    private sealed record Tensors(float[] Films, float[] Targets, float[] Maps);
}
