using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Networks;
using Krypton.Planning.Logical;

namespace Krypton.Benchmarks;

/// <summary>Compares incremental with naive scores, position by position, for model files given on the command line.</summary>
internal static class ModelVerification
{
    public const double Tolerance = 1e-4;

    public static int Run(Arguments arguments)
    {
        var files = arguments.List("files", "").SelectMany(Catalog.PathPattern.Files).ToList();
        if (files.Count == 0)
        {
            throw new ArgumentException("no model files; give --files 'folder/*.onnx'");
        }

        Console.WriteLine("model                              patch/stride  positions  largest score difference");
        var failures = 0;
        foreach (var file in files)
        {
            var bytes = arguments.Has("light") ? LightModels.Build(file, seed: 1) : File.ReadAllBytes(file);
            var subject = new Subject(Model.Read(bytes, Path.GetFileNameWithoutExtension(file)), seed: 3);
            failures += Verify(subject, arguments);
        }

        Console.WriteLine(failures == 0 ? $"all within {Tolerance}" : $"{failures} comparisons beyond {Tolerance}");
        return failures == 0 ? 0 : 1;
    }

    private static int Verify(Subject subject, Arguments arguments)
    {
        using var device = new CpuDevice(Environment.ProcessorCount);
        using var network = new CompiledNetwork(subject.Model.Network, device);
        using var session = new RuntimeSession(subject.Model.NaiveOnnx, Environment.ProcessorCount);
        using var suffix = subject.Model.Suffix is null ? null : new RuntimeSession(subject.Model.Suffix.Onnx, Environment.ProcessorCount);
        var failures = 0;
        var first = true;
        foreach (var spec in arguments.List("patches", "16/16,4/3,15x33/7,64/13"))
        {
            int[] sizes = [.. spec.Split('/')[0].Split('x').Select(int.Parse)];
            var shape = subject.Model.Input.Shape;
            if (sizes[0] > shape.Height || sizes[^1] > shape.Width)
            {
                continue;
            }

            var grid = subject.Grid(sizes[0], sizes[^1], int.Parse(spec.Split('/')[1]));
            var positions = grid.Positions().ToArray();
            if (!(first && arguments.Has("full")))
            {
                new Random(7).Shuffle(positions);
                positions = [.. positions.Take(arguments.Number("positions", 64))];
            }

            first = false;
            using var naive = new NaiveInference(session, subject.Model.Input, subject.Scenes, 8);
            using var ours = subject.Incremental(network, grid, suffix);
            var classes = naive.Width;
            var (expected, actual) = (new float[positions.Length * classes], new float[positions.Length * classes]);
            naive.Evaluate(positions, expected, default);
            ours.Evaluate(positions, actual, default);
            var (difference, _) = subject.Difference(actual, expected, classes);
            failures += difference <= Tolerance ? 0 : 1;
            Console.WriteLine(FormattableString.Invariant($"{subject.Model.Name,-34} {spec,12} {positions.Length,10}  {difference:0.0E+0}{(difference <= Tolerance ? "" : "  TOO LARGE")}"));
        }

        return failures;
    }
}
