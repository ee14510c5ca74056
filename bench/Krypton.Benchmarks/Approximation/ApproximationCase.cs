using System.Globalization;
using Krypton.Imaging;

namespace Krypton.Benchmarks.Approximation;

/// <summary>A model and an image of a suite file (bench/approx).</summary>
/// <param name="Options">What CREATE MODEL … WITH gets; empty for the model's own.</param>
internal sealed record ApproximationCase(string Model, string Options, string Image)
{
    public string ModelName => Path.GetFileNameWithoutExtension(Model);

    public string ImageName => Path.GetFileNameWithoutExtension(Image);

    /// <summary>The same options for who needs tensors.</summary>
    public Preprocessing Preprocessing { get; private init; } = new();

    /// <summary>The suite that the arguments name.</summary>
    public static IReadOnlyList<ApproximationCase> Of(Arguments arguments) =>
        Read(arguments.Text("suite", "bench/approx/bundled.txt"), arguments.Text("folder", "."), arguments.Number("images", 6), arguments.Number("skip", 0));

    /// <param name="suite">Lines of model; mean; std; channels; images.</param>
    /// <param name="folder">What paths are relative to.</param>
    /// <param name="most">Images a model, evenly spread over those there are.</param>
    private static IReadOnlyList<ApproximationCase> Read(string suite, string folder, int most, int skip) =>
    [
        .. File.ReadLines(suite).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(';', StringSplitOptions.TrimEntries)).SelectMany(fields =>
        {
            var images = fields[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(pattern => Files(folder, pattern)).ToList();
            var chosen = images.Where((_, i) => i >= skip).ToList();
            var step = Math.Max(1, chosen.Count / (double)most);
            return Enumerable.Range(0, Math.Min(most, chosen.Count)).Select(i => new ApproximationCase(Path.GetFullPath(Path.Combine(folder, fields[0])), WithOptions(fields), chosen[(int)(i * step)]) { Preprocessing = Read(fields) });
        }),
    ];

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.GetFullPath(Path.Combine(folder, pattern));
        return path.Contains('*') ? Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Order() : [path];
    }

    private static Preprocessing Read(string[] fields) =>
        new() { Mean = Values(fields[1]), Std = Values(fields[2]), Channels = Enum.Parse<ChannelOrder>(fields[3], ignoreCase: true) };

    private static ChannelValues Values(string text)
    {
        var numbers = text.Split(',').Select(t => float.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new ChannelValues(numbers[0], numbers[1], numbers[2]);
    }

    private static string WithOptions(string[] fields) =>
        $" WITH (mean = '{fields[1]}', std = '{fields[2]}', channels = {fields[3]})";
}
