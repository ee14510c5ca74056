using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Krypton.Phantoms.Training;

/// <summary>The written ONNX file run by ONNX Runtime: what is measured is the file that is bundled, not the network it came from.</summary>
internal sealed class Classifier : IDisposable
{
    private const int Area = PhantomFilm.Size * PhantomFilm.Size;
    private readonly InferenceSession _session;
    private readonly string _input;

    public Classifier(string path, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(path, options);
        _input = _session.InputMetadata.Keys.Single();
    }

    /// <summary>The score of "opacity", 0 to 1, for each film of a batch of gray pixels.</summary>
    public float[] Scores(IReadOnlyList<byte[]> films)
    {
        var values = new float[films.Count * 3 * Area];
        for (var i = 0; i < films.Count; i++)
        {
            Preprocessing.Apply(films[i], values.AsSpan(i * 3 * Area, 3 * Area));
        }

        var tensor = new DenseTensor<float>(values, [films.Count, 3, PhantomFilm.Size, PhantomFilm.Size]);
        using var results = _session.Run([NamedOnnxValue.CreateFromTensor(_input, tensor)]);
        var scores = results.Single().AsTensor<float>();
        return [.. Enumerable.Range(0, films.Count).Select(i => scores[i, 1])];
    }

    public float Score(byte[] film) => Scores([film])[0];

    public void Dispose() => _session.Dispose();
}
