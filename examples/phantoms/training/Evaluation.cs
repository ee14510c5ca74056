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
            missed += film.IsPositive && !positive ? 1 : 0;
            alarms += !film.IsPositive && positive ? 1 : 0;
        }

        Console.WriteLine($"accuracy {(double)right / films:P2} on {films} held-out films: {missed} missed, {alarms} false alarms, scores {least:F4} to {most:F4}");
        return new JsonObject
        {
            ["films"] = films, ["accuracy"] = (double)right / films, ["missed"] = missed, ["falseAlarms"] = alarms,
            ["lowestScore"] = least, ["highestScore"] = most,
        };
    }

    /// <summary>Plays the pointing game on the first held-out positives.</summary>
    public static JsonObject Pointing(Classifier classifier, PointingGame game, int positives)
    {
        var (hits, weakest, sum) = (0, 1f, 0f);
        for (var i = 0; i < positives; i++)
        {
            var film = HeldOut(2 * i);
            var (hit, score, drop, y, x) = game.Play(classifier, film);
            (hits, weakest, sum) = (hits + (hit ? 1 : 0), MathF.Min(weakest, drop), sum + drop);
            if (!hit)
            {
                Console.WriteLine($"  missed on seed {film.Seed}: score {score:F3}, drop {drop:F3} at ({y}, {x}), truth {film.Opacity}");
            }
        }

        Console.WriteLine($"pointing game {hits}/{positives} at patch {game.Patch}, stride {game.Stride}: drop {sum / positives:F3} on average, {weakest:F3} at least");
        return new JsonObject
        {
            ["positives"] = positives, ["hits"] = hits, ["patch"] = game.Patch, ["stride"] = game.Stride, ["fill"] = "black",
            ["margin"] = PointingGame.Margin, ["averageDrop"] = sum / positives, ["leastDrop"] = weakest,
        };
    }
}
