using System.Text.Json.Nodes;

namespace Krypton.Phantoms.Training;

/// <summary>Measures the written model on held-out films: accuracy, and whether its occlusion maps point at the opacity.</summary>
internal static class Evaluation
{
    /// <summary>Held-out films in order, positive on even seeds and normal on odd ones.</summary>
    public static PhantomFilm HeldOut(int index) => ChestPhantom.Generate(PhantomSeeds.HeldOut + (ulong)index, index % 2 == 0);

    /// <summary>Classifies <paramref name="films"/> held-out films, half of them positive.</summary>
    public static JsonObject Accuracy(Classifier classifier, int films)
    {
        var (right, missed, alarms, least, most) = (0, 0, 0, 1f, 0f);
        for (var i = 0; i < films; i++)
        {
            var film = HeldOut(i);
            var score = classifier.Score(film.Pixels);
            (least, most) = (MathF.Min(least, score), MathF.Max(most, score));
            var positive = score > 0.5f;
            right += positive == film.IsPositive ? 1 : 0;
            if (positive != film.IsPositive)
            {
                Console.WriteLine($"  wrong on seed {film.Seed}: score {score:F3}, truth {film.Opacity?.ToString() ?? "normal"}");
            }

            missed += film.IsPositive && !positive ? 1 : 0;
            alarms += !film.IsPositive && positive ? 1 : 0;
        }

        Console.WriteLine($"accuracy {(double)right / films:P2} on {films} held-out films: {missed} missed, {alarms} false alarms, "
            + $"scores {least:F4} to {most:F4}");
        return new JsonObject
        {
            ["films"] = films, ["accuracy"] = (double)right / films, ["missed"] = missed, ["falseAlarms"] = alarms,
            ["lowestScore"] = least, ["highestScore"] = most,
        };
    }

    /// <summary>The first held-out films with an opacity.</summary>
    public static IEnumerable<PhantomFilm> Positives(int count) => Enumerable.Range(0, count).Select(i => HeldOut(2 * i));

    /// <summary>Plays the pointing game on every film; a hit without margin has the patch's middle inside the bounding box itself.</summary>
    public static JsonObject Pointing(Classifier classifier, PointingGame game, IEnumerable<PhantomFilm> positives)
    {
        var (films, hits, inside, weakest, sum) = (0, 0, 0, 1f, 0f);
        foreach (var film in positives)
        {
            var truth = film.Opacity!.Value;
            var (score, drop, y, x) = game.Play(classifier, film);
            var hit = truth.BoxContains(y, x, PointingGame.Margin);
            (films, hits, inside) = (films + 1, hits + (hit ? 1 : 0), inside + (truth.BoxContains(y, x) ? 1 : 0));
            (weakest, sum) = (MathF.Min(weakest, drop), sum + drop);
            if (!hit)
            {
                Console.WriteLine($"  missed on seed {film.Seed}: score {score:F3}, drop {drop:F3} at ({y}, {x}), truth {truth}");
            }
        }

        Console.WriteLine($"pointing game {hits}/{films} ({inside} without margin) at patch {game.Patch}, stride {game.Stride}: "
            + $"drop {sum / films:F3} on average, {weakest:F3} at least");
        return new JsonObject
        {
            ["positives"] = films, ["hits"] = hits, ["hitsWithoutMargin"] = inside, ["patch"] = game.Patch, ["stride"] = game.Stride,
            ["fill"] = "black", ["margin"] = PointingGame.Margin, ["averageDrop"] = sum / films, ["leastDrop"] = weakest,
        };
    }
}
