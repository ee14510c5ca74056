using Krypton.Execution.Runtime;
using Krypton.Models;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Inference;

/// <summary>Full re-inference of every occluded image on ONNX Runtime: the yardstick, and the plan for models that Krypton cannot run itself.</summary>
public sealed class NaiveInference : ILogitSource
{
    private readonly RuntimeSession _session;
    private readonly ModelInput _input;
    private readonly OcclusionScenes _scenes;
    private readonly BatchRunner _runner;
    private readonly float[][] _baseLogits;

    /// <param name="session">The model up to its logits; not disposed here.</param>
    /// <param name="batch">Images an inference; models of a fixed batch take one.</param>
    public NaiveInference(RuntimeSession session, ModelInput input, OcclusionScenes scenes, int batch)
    {
        (_session, _input, _scenes) = (session, input, scenes);
        _baseLogits = [.. scenes.Images.Select(image => RunImages(1, (_, to) => Arrange(image, to, 0, 0, input.Shape.Height, input.Shape.Width)))];
        _runner = new BatchRunner(input.FixedBatch ? 1 : batch, Width);
    }

    public int Width => _baseLogits[0].Length;

    public IReadOnlyList<int> Classes => [Width];

    public int BatchSize => _runner.Batch;

    /// <summary>The logits of one preprocessed image in height-width-channel order.</summary>
    public static float[] Logits(RuntimeSession session, ModelInput input, float[] image)
    {
        using var inference = new NaiveInference(session, input, OcclusionScenes.Of(image, image), 1);
        return inference._baseLogits[0];
    }

    public ReadOnlySpan<float> BaseLogits(int image) => _baseLogits[image];

    public void Evaluate(ReadOnlySpan<Occlusion> positions, Span<float> logits, CancellationToken cancellation)
    {
        var all = positions.ToArray();
        _runner.Run(all.Length, (first, count) => RunImages(count, (i, to) => Occlude(all[first + i], to)), logits, cancellation);
    }

    public void Dispose()
    {
        // The session belongs to the model's cache.
    }

    private delegate void Painter(int index, Span<float> image);

    private float[] RunImages(int count, Painter paint)
    {
        var shape = _input.Shape;
        var values = new float[count * shape.Count];
        for (var i = 0; i < count; i++)
        {
            paint(i, values.AsSpan(i * shape.Count, shape.Count));
        }

        long[] dims = _input.ChannelsLast
            ? [count, shape.Height, shape.Width, shape.Channels]
            : [count, shape.Channels, shape.Height, shape.Width];
        return _session.Run([(_input.Name, values, dims)]).Values;
    }

    private void Occlude(in Occlusion position, Span<float> to)
    {
        var scene = _scenes.Scenes[position.Scene];
        Arrange(_scenes.Images[scene.Image], to, 0, 0, _input.Shape.Height, _input.Shape.Width);
        Arrange(scene.Fill, to, position.Y, position.X, position.Height, position.Width);
    }

    /// <summary>Copies a rectangle of a height-width-channel image into the model's order.</summary>
    private void Arrange(float[] from, Span<float> to, int top, int left, int height, int width)
    {
        var shape = _input.Shape;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                for (var c = 0; c < shape.Channels; c++)
                {
                    var pixel = (y * shape.Width) + x;
                    to[_input.ChannelsLast ? (pixel * shape.Channels) + c : (c * shape.Pixels) + pixel] = from[(pixel * shape.Channels) + c];
                }
            }
        }
    }
}
