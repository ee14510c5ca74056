using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Tensors;

namespace Krypton.Models.Tests.Conformance;

/// <summary>All cases, run once: by the scalar definitions, and those of one image input as a network on the CPU kernels.</summary>
internal sealed class ConformanceRun
{
    private static readonly Lazy<ConformanceRun> Run = new(() => new ConformanceRun(Repository.Data("onnx-node-tests")));

    private ConformanceRun(string root)
    {
        Cases = OnnxCase.All(root);
        Evaluated = Cases.ToDictionary(c => c.Name, c => Guarded(() => Evaluate(c)));
        Images = [.. Cases.Where(c => Evaluated[c.Name] is null && IsImage(c))];
        Lowered = Images.ToDictionary(c => c.Name, c => Guarded(() => Lower(c)));
    }

    /// <summary>The run; skips the test when the cases are missing.</summary>
    public static ConformanceRun Instance
    {
        get
        {
            Repository.Data("onnx-node-tests");
            return Run.Value;
        }
    }

    public IReadOnlyList<OnnxCase> Cases { get; }

    /// <summary>Case name to what is wrong with the scalar definitions' result; null when it passes.</summary>
    public IReadOnlyDictionary<string, string?> Evaluated { get; }

    /// <summary>The cases that pass and whose first input is a batch of float maps.</summary>
    public IReadOnlyList<OnnxCase> Images { get; }

    /// <summary>Case name to what is wrong with the network's result; null when it passes.</summary>
    public IReadOnlyDictionary<string, string?> Lowered { get; }

    private static string? Guarded(Func<string?> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is ModelException or InvalidOperationException or Google.Protobuf.InvalidProtocolBufferException)
        {
            return e.Message;
        }
    }

    private static string? Evaluate(OnnxCase @case)
    {
        if (@case.UnknownOperators.Count > 0)
        {
            return $"operator {string.Join(", ", @case.UnknownOperators)} is left to ONNX Runtime";
        }

        var values = ScalarRun.Evaluate(@case.Graph([]), @case.Inputs().ToDictionary(i => i.Name, i => i.Value));
        return @case.Outputs().Select(o => Tolerance.Definition.Difference(values[o.Name], o.Value)).FirstOrDefault(difference => difference is not null);
    }

    private static bool IsImage(OnnxCase @case) => @case.Inputs() is [var (_, first), ..] && first is { IsFloat: true, Rank: 4 };

    /// <summary>Every image of the batch goes through the network on its own; the other inputs are constants.</summary>
    private static string? Lower(OnnxCase @case)
    {
        var inputs = @case.Inputs();
        var (name, x) = inputs[0];
        var graph = @case.Graph([.. inputs.Skip(1).Select(i => i.Name)]);
        var lowerer = Lowerer.Run(graph, name, new MapShape(x.Shape[2], x.Shape[3], x.Shape[1]), channelsLast: false);
        foreach (var (output, expected) in @case.Outputs())
        {
            if (!lowerer.Maps.TryGetValue(output, out var value))
            {
                return "stays outside the network";
            }

            if (value.Dims[0].Axis != Axis.Batch || expected.Rank == 0 || expected.Shape[0] != x.Shape[0])
            {
                return "mixes the images of a batch";
            }

            for (var n = 0; n < x.Shape[0]; n++)
            {
                var map = NetworkRun.Maps(lowerer.Nodes, NetworkRun.Image(x, n))[value.Node];
                var one = Tensor.Of([.. expected.Floats.AsSpan(n * (expected.Count / x.Shape[0]), expected.Count / x.Shape[0])], [1, .. expected.Shape[1..]]);
                if (Tolerance.Kernel.Difference(NetworkRun.ToOnnx(map, value.Shape, value.Dims), one) is { } difference)
                {
                    return difference;
                }
            }
        }

        return null;
    }
}
