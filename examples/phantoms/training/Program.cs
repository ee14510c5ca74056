using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Krypton.Phantoms;
using Krypton.Phantoms.Training;
using TorchSharp;

const int Threads = 2;
const long Seed = 20261123;
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
    case ["train-vgg16", var path]:
        return TrainVgg16(path, 400);
    case ["train-vgg16", var path, var steps] when int.TryParse(steps, out var count) && count > 0:
        return TrainVgg16(path, count);
    case ["evaluate"]:
        return Evaluate(1000, 100);
    case ["evaluate", var films, var positives] when int.TryParse(films, out var f) && int.TryParse(positives, out var p) && f > 0 && p > 0:
        return Evaluate(f, p);
    case ["films"]:
        BundledFilms.Write(Path.Combine(folder, "films"));
        return 0;
    default:
        Console.Error.WriteLine("Say what to do: train [STEPS], train-vgg16 FILE [STEPS], evaluate [FILMS POSITIVES], or films.");
        return 2;
}

int Train(int steps)
{
    var clock = Stopwatch.StartNew();
    torch.random.manual_seed(Seed);
    using var network = new SmallNetwork();
    var phases = Phase.Small(steps);
    Trainer.Train(network, phases, Threads);
    var seconds = clock.Elapsed.TotalSeconds;
    if (Write(network, "phantom-chest", model) is not { } written)
    {
        return 1;
    }

    var films = phases.Sum(phase => 2 * phase.Steps * phase.Pairs);
    File.WriteAllText(Path.Combine(folder, "labels.txt"), string.Join('\n', Preprocessing.Labels) + "\n");
    Save(new JsonObject
    {
        ["training"] = new JsonObject
        {
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd"), ["seconds"] = Math.Round(seconds),
            ["cpuSeconds"] = Math.Round(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds), ["threads"] = Threads,
            ["firstSeed"] = PhantomSeeds.Training, ["lastSeed"] = PhantomSeeds.Training + (ulong)(films / 2) - 1,
            ["films"] = films, ["steps"] = steps, ["epochs"] = 1, ["labelSmoothing"] = OccludedFilms.Smoothing,
        },
        ["model"] = new JsonObject
        {
            ["parameters"] = network.Parameters, ["bytes"] = written.Bytes, ["largestDifferenceFromTorch"] = written.Difference,
        },
    });
    Console.WriteLine($"{seconds:F0} s");
    return 0;
}

int TrainVgg16(string path, int steps)
{
    torch.random.manual_seed(Seed);
    using var network = new Vgg16();
    Trainer.Train(network, Phase.Vgg16(steps), Threads);
    if (Write(network, "phantom-chest-vgg16", path) is null)
    {
        return 1;
    }

    using var classifier = new Classifier(path, Threads);
    Evaluation.Accuracy(classifier, 200);
    return 0;
}

// Writes the network where ONNX Runtime agrees with torch about it.
(long Bytes, float Difference)? Write(FilmNetwork network, string name, string path)
{
    var bytes = OnnxExport.Write(network, name);
    var candidate = path + ".new";
    File.WriteAllBytes(candidate, bytes);
    var difference = Difference(network, candidate);
    if (!(difference <= Tolerance))
    {
        Console.Error.WriteLine($"ONNX Runtime differs from torch by {difference:G3}, more than {Tolerance:G3}: "
            + $"{candidate} is kept for inspection, {path} is unchanged.");
        return null;
    }

    File.Move(candidate, path, overwrite: true);
    Console.WriteLine($"wrote {path}: {network.Parameters} parameters, {bytes.Length} bytes, within {difference:G3} of torch");
    return (bytes.Length, difference);
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
static float Difference(FilmNetwork network, string path)
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
