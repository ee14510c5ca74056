namespace Krypton.Phantoms.Training;

/// <summary>What happens to a pixel before the network, and the ONNX metadata that says so.</summary>
internal static class Preprocessing
{
    public const float Mean = 127.5f;
    public const float Deviation = 127.5f;

    public static readonly string[] Labels = ["normal", "opacity"];

    public static readonly (string Key, string Value)[] Metadata =
    [
        ("krypton.mean", "127.5,127.5,127.5"),
        ("krypton.std", "127.5,127.5,127.5"),
        ("krypton.channels", "RGB"),
        ("krypton.labels", string.Join(',', Labels)),
    ];

    /// <summary>Gray pixels to the network's input, the three channels equal: 3 × pixels.Length values.</summary>
    public static void Apply(ReadOnlySpan<byte> pixels, Span<float> input)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            input[i] = (pixels[i] - Mean) / Deviation;
        }

        input[..pixels.Length].CopyTo(input[pixels.Length..]);
        input[..pixels.Length].CopyTo(input[(2 * pixels.Length)..]);
    }
}
