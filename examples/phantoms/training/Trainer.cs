using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>Trains the network on pairs of films that it sees once each: there is nothing to overfit to, hence no epochs.</summary>
internal static class Trainer
{
    public const int PairsPerStep = 16;
    private const double PeakRate = 4e-3;
    private const int WarmUp = 60;

    public static Network Train(int steps, int threads)
    {
        set_num_threads(threads);
        random.manual_seed(20261123);
        var network = new Network();
        network.train();
        using var optimizer = optim.AdamW(network.parameters(), lr: PeakRate, weight_decay: 1e-3);
        var clock = Stopwatch.StartNew();
        var (loss, next) = (0.0, Task.Run(() => Draw(0)));
        for (var step = 0; step < steps; step++)
        {
            var (films, targets) = next.GetAwaiter().GetResult();
            var following = step + 1;
            next = Task.Run(() => Draw(following));
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = Rate(step, steps);
            }

            loss += Step(network, optimizer, films, targets);
            if (following % 50 == 0)
            {
                Console.WriteLine($"step {following}/{steps}  loss {loss / 50:F4}  {clock.Elapsed.TotalSeconds:F0} s");
                loss = 0;
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

    private static double Step(Network network, optim.Optimizer optimizer, float[] films, float[] targets)
    {
        using var scope = NewDisposeScope();
        var gray = tensor(films, [targets.Length, 1, PhantomFilm.Size, PhantomFilm.Size]);
        var opacity = tensor(targets, [targets.Length, 1]);
        var logarithms = nn.functional.log_softmax(network.call(gray.expand(-1, 3, -1, -1)), 1);
        var loss = -(cat([1 - opacity, opacity], 1) * logarithms).sum(1).mean();
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return loss.ToDouble();
    }

    private static (float[] Films, float[] Targets) Draw(int step)
    {
        const int area = PhantomFilm.Size * PhantomFilm.Size;
        var films = new float[2 * PairsPerStep * area];
        var targets = new float[2 * PairsPerStep];
        for (var i = 0; i < PairsPerStep; i++)
        {
            var (positive, normal) = OccludedFilms.Pair(PhantomSeeds.Training + (ulong)(step * PairsPerStep + i));
            Write(2 * i, positive);
            Write(2 * i + 1, normal);
        }

        return (films, targets);

        void Write(int at, (byte[] Pixels, float Target) film)
        {
            targets[at] = film.Target;
            for (var i = 0; i < area; i++)
            {
                films[at * area + i] = (film.Pixels[i] - Preprocessing.Mean) / Preprocessing.Deviation;
            }
        }
    }
}
