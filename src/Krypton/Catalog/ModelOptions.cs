using System.Globalization;
using Krypton.Imaging;
using Krypton.Models;

namespace Krypton.Catalog;

/// <summary>How a model wants its image and what its classes are called.</summary>
/// <param name="Origin">Where the preprocessing comes from, for people: the options, the model's metadata, or the default.</param>
public sealed record ModelOptions(Preprocessing Preprocessing, IReadOnlyList<string> Labels, string Origin)
{
    /// <summary>The options there are.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["mean", "std", "channels", "resize", "labels", "size"];

    /// <summary>Reads <c>size = '224x224'</c> or <c>'224'</c>; null when not given.</summary>
    /// <exception cref="OptionException">It is no size.</exception>
    public static (int Height, int Width)? Size(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue("size", out var text))
        {
            return null;
        }

        int[] sides = [.. text.ToLowerInvariant().Split('x').Select(s => int.TryParse(s, CultureInfo.InvariantCulture, out var side) ? side : 0)];
        return sides.Length is 1 or 2 && sides.All(s => s is > 0 and <= 8192)
            ? (sides[0], sides[^1])
            : throw new OptionException("size", $"size = '{text}' is no size in pixels; write '224' or '224x320' (height by width)");
    }

    /// <summary>The options in force: what was said, else what the model's metadata says, else pixel / 255.</summary>
    /// <exception cref="OptionException">A value cannot be understood, or the labels' file cannot be read.</exception>
    public static ModelOptions For(Model model, IReadOnlyDictionary<string, string> options)
    {
        var metadata = Metadata(model.Metadata);
        string? Said(string key) => options.GetValueOrDefault(key) ?? metadata.GetValueOrDefault(key);
        var gray = model.Input.Shape.Channels == 1;
        var order = Said("channels") is { } text ? Choice<ChannelOrder>("channels", text) : gray ? ChannelOrder.Gray : ChannelOrder.Rgb;
        if (gray != (order == ChannelOrder.Gray))
        {
            throw new OptionException("channels", $"channels = '{order.ToString().ToUpperInvariant()}' does not fit a model whose input has {model.Input.Shape.Channels} channels");
        }

        Preprocessing preprocessing;
        try
        {
            preprocessing = new Preprocessing
            {
                Mean = Said("mean") is { } mean ? ChannelValues.Parse(mean, "mean") : ChannelValues.All(0),
                Std = Said("std") is { } std ? ChannelValues.Parse(std, "std") : ChannelValues.All(255),
                Channels = order,
                Resize = Said("resize") is { } resize ? Choice<ResizeMode>("resize", resize) : ResizeMode.Crop,
            };
        }
        catch (ImageException e)
        {
            throw new OptionException(e.Message.StartsWith("mean", StringComparison.Ordinal) ? "mean" : "std", e.Message);
        }

        var origin = options.ContainsKey("mean") || options.ContainsKey("std") ? "options"
            : metadata.ContainsKey("mean") || metadata.ContainsKey("std") ? "model metadata"
            : "default";
        var labels = options.TryGetValue("labels", out var file) ? ReadLabels(file)
            : metadata.TryGetValue("labels", out var inline) ? inline.Split(',', StringSplitOptions.TrimEntries) : [];
        return new ModelOptions(preprocessing, labels, origin);
    }

    /// <summary>What is known of the preprocessing from metadata: our own keys, and those of ONNX's image metadata (ONNX MetadataProps, Image.*).</summary>
    private static Dictionary<string, string> Metadata(IReadOnlyDictionary<string, string> properties)
    {
        var found = Keys.Where(k => properties.ContainsKey($"krypton.{k}")).ToDictionary(k => k, k => properties[$"krypton.{k}"]);
        if (properties.GetValueOrDefault("Image.BitmapPixelFormat") is { } format)
        {
            found.TryAdd("channels", format[..Math.Min(3, format.Length)].ToUpperInvariant() switch { "BGR" => "BGR", "GRA" => "GRAY", _ => "RGB" });
        }

        switch (properties.GetValueOrDefault("Image.NominalPixelRange"))
        {
            case "NominalRange_0_255":
                found.TryAdd("std", "1");
                break;
            case "Normalized_0_1":
                found.TryAdd("std", "255");
                break;
            case "Normalized_1_1":
                found.TryAdd("mean", "127.5");
                found.TryAdd("std", "127.5");
                break;
        }

        return found;
    }

    private static T Choice<T>(string key, string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().Any(n => n.Equals(text, StringComparison.OrdinalIgnoreCase))
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw new OptionException(key, $"{key} = '{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(n => $"'{n.ToLowerInvariant()}'"))}");

    private static string[] ReadLabels(string file)
    {
        try
        {
            return [.. File.ReadAllLines(file).Select(l => l.Trim()).Reverse().SkipWhile(l => l.Length == 0).Reverse()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException("labels", $"cannot read the labels' file '{file}': {e.Message}");
        }
    }
}

/// <summary>A model option with a value that cannot be used.</summary>
public sealed class OptionException(string key, string message) : Exception(message)
{
    /// <summary>The option that is wrong.</summary>
    public string Key { get; } = key;
}
