using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Calibration;

/// <summary>Runs small networks on ONNX Runtime with and without the layers in question, and times the difference.</summary>
internal sealed class RuntimeTrials(int threads, CalibrationClock clock, CancellationToken cancellation)
{
    private const int Repeats = 5;

    private static readonly int[] Batches = [1, 8];

    public List<Trial> Trials { get; } = [];

    public void Run(CalibrationNetwork network)
    {
        using var with = new RuntimeSession(network.Model.NaiveOnnx, threads);
        using var without = new RuntimeSession(network.Without.NaiveOnnx, threads);
        foreach (var batch in Batches)
        {
            var seconds = Seconds(with, network.Model, batch) - Seconds(without, network.Without, batch);
            var work = Total(network.Model, network.Family, batch);
            Trials.Add(new Trial(work, seconds));
        }
    }

    /// <summary>Seconds a byte of images arranged for ONNX Runtime: a model that does nearly nothing with a large one.</summary>
    public double PerHandedByte()
    {
        const int Images = 8;
        var layers = new CalibrationLayers();
        var model = Model.Read(layers.Finish(layers.Image(224)), "handing");
        using var session = new RuntimeSession(model.NaiveOnnx, threads);
        var image = new float[model.Input.Shape.Count];
        using var naive = new NaiveInference(session, model.Input, OcclusionScenes.Of(image, image), Images);
        var positions = Enumerable.Range(0, Images).Select(x => new Occlusion(0, 0, x, 1, 1)).ToArray();
        var logits = new float[Images * naive.Width];

        // Arranging is one thread's work, which the processor's time divides by all.
        var alone = clock == CalibrationClock.Processor ? threads : 1;
        return alone * Time(() => naive.Evaluate(positions, logits, cancellation)) / (Images * (double)model.Input.Shape.Count * sizeof(float));
    }

    private double Seconds(RuntimeSession session, Model model, int batch)
    {
        var shape = model.Input.Shape;
        var image = Enumerable.Range(0, batch * shape.Count).Select(i => i % 7 * 0.25f).ToArray();
        (string, float[], long[])[] inputs = [(model.Input.Name, image, [batch, shape.Channels, shape.Height, shape.Width])];
        return Time(() => session.Run(inputs));
    }

    /// <summary>The time of a run that finds caches cold, after one that does not count.</summary>
    private double Time(Action work)
    {
        work();
        var times = new List<double>();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            cancellation.ThrowIfCancellationRequested();
            ColdCache.Clear();
            var start = clock.Seconds(threads);
            work();
            times.Add(clock.Seconds(threads) - start);
        }

        return clock.Typical(times);
    }

    /// <summary>The work of all layers of the family together; they cost what the difference between the models is.</summary>
    private static LayerWork Total(Model model, LayerFamily family, int batch)
    {
        var network = model.Network;
        var skipped = family is LayerFamily.Pointwise ? 1 : 0;
        var total = new LayerWork(family, 0, 0, 0, 0, 0, 0);
        foreach (var work in network.Nodes.SelectMany(n => RuntimeWork.Of(network, n, batch, batch)).Where(w => w.Family == family).Skip(skipped))
        {
            total = new LayerWork(
                family, total.Flops + work.Flops, total.Bytes + work.Bytes, total.FarBytes + work.FarBytes, total.WeightBytes + work.WeightBytes, 0, total.Calls + work.Calls);
        }

        return total;
    }
}
