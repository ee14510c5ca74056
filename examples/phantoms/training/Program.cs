using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Krypton.Phantoms;
using Krypton.Phantoms.Training;
using TorchSharp;

const int Threads = 2;
const float Tolerance = 1e-4f;
var folder = PhantomsFolder();
var model = Path.Combine(folder, "phantom-chest.onnx");
var record = Path.Combine(folder, "phantom-chest.json");
switch (args)
{
    case ["train"]:
        return Train(900);
    case ["train", var steps] when int.TryParse(steps, out var count) && count > 0:
        return Train(count);
    case ["evaluate"]:
        return Evaluate(1000, 100);
    case ["evaluate", var films, var positives] when int.TryParse(films, out var f) && int.TryParse(positives, out var p) && f > 0 && p > 0:
        return Evaluate(f, p);
    case ["films"]:
        BundledFilms.Write(Path.Combine(folder, "films"));
        return 0;
    default:
        Console.Error.WriteLine("Say what to do: train [STEPS], evaluate [FILMS POSITIVES], or films.");
        return 2;
}

int Train(int steps)
{
    var clock = Stopwatch.StartNew();
    using var network = Trainer.Train(steps, Threads);
    var seconds = clock.Elapsed.TotalSeconds;
    var bytes = OnnxExport.Write(network);
    var candidate = model + ".new";
    File.WriteAllBytes(candidate, bytes);
    var difference = Difference(network, candidate);
    if (!(difference <= Tolerance))
    {
        Console.Error.WriteLine($"ONNX Runtime differs from torch by {difference:G3}, more than {Tolerance:G3}: "
            + $"{candidate} is kept for inspection, {model} is unchanged.");
        return 1;
    }

    File.Move(candidate, model, overwrite: true);
    File.WriteAllText(Path.Combine(folder, "labels.txt"), string.Join('\n', Preprocessing.Labels) + "\n");
    Save(new JsonObject
    {
        ["training"] = new JsonObject
        {
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd"), ["seconds"] = Math.Round(seconds),
            ["cpuSeconds"] = Math.Round(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds), ["threads"] = Threads,
            ["firstSeed"] = PhantomSeeds.Training,
            ["lastSeed"] = PhantomSeeds.Training + (ulong)(steps * Trainer.PairsPerStep) - 1,
            ["films"] = 2 * steps * Trainer.PairsPerStep, ["steps"] = steps, ["epochs"] = 1, ["labelSmoothing"] = OccludedFilms.Smoothing,
        },
        ["model"] = new JsonObject
        {
            ["parameters"] = network.Parameters, ["bytes"] = bytes.Length, ["largestDifferenceFromTorch"] = difference,
        },
    });
    Console.WriteLine($"wrote {model}: {network.Parameters} parameters, {bytes.Length} bytes, {seconds:F0} s, within {difference:G3} of torch");
    return 0;
}

int Evaluate(int films, int positives)
{
    using var classifier = new Classifier(model, Threads);
    var evaluation = new JsonObject
    {
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd"),
        ["firstSeed"] = PhantomSeeds.HeldOut,
        ["accuracy"] = Evaluation.Accuracy(classifier, films),
        ["pointingGame"] = Evaluation.Pointing(classifier, new PointingGame(16, 8), Evaluation.Positives(positives)),
        ["pointingGameOnBundledFilms"] = Evaluation.Pointing(classifier, new PointingGame(16, 4), BundledFilms.Positives),
    };
    var all = JsonNode.Parse(File.ReadAllText(record))!.AsObject();
    all["heldOut"] = evaluation;
    Save(all);
    return 0;
}

// The largest difference between the scores that torch and ONNX Runtime give to the same films.
static float Difference(Network network, string path)
{
    using var classifier = new Classifier(path, Threads);
    using var noGradient = torch.no_grad();
    byte[][] films = [.. Enumerable.Range(0, 16).Select(i => Evaluation.HeldOut(i).Pixels)];
    var input = new float[3 * PhantomFilm.Size * PhantomFilm.Size];
    var largest = 0f;
    for (var i = 0; i < films.Length; i++)
    {
        using var scope = torch.NewDisposeScope();
        Preprocessing.Apply(films[i], input);
        var logits = network.call(torch.tensor(input, [1, 3, PhantomFilm.Size, PhantomFilm.Size]));
        var expected = torch.nn.functional.softmax(logits, 1)[0, 1].ToSingle();
        largest = MathF.Max(largest, MathF.Abs(expected - classifier.Score(films[i])));
    }

    return largest;
}

void Save(JsonObject json) => File.WriteAllText(record, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");

static string PhantomsFolder()
{
    for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
    {
        if (Directory.Exists(Path.Combine(at.FullName, "Krypton.Phantoms")))
        {
            return at.FullName;
        }
    }

    throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Krypton.Phantoms: "
        + "run this project from a checkout of the repository.");
}
