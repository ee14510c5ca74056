using Krypton.Imaging;
using Krypton.Sql.Ast;
using Krypton.Studio.Library.Garden;

namespace Krypton.Studio.Library;

/// <summary>What is there at the first start: films and their classifier out of the program, a garden that is drawn.</summary>
internal static class BundledFiles
{
    public static IReadOnlyList<(string Name, ObjectKind Kind, string Ending, Func<Stream> Open)> All { get; } =
    [
        ("phantom_chest", ObjectKind.Model, ".onnx", Embedded("phantom-chest.onnx")),
        ("garden", ObjectKind.Model, ".onnx", () => new MemoryStream(GardenModel.ToOnnx())),
        ("film_opacity_1", ObjectKind.Image, ".img", Embedded("opacity-1000018.png")),
        ("film_opacity_2", ObjectKind.Image, ".img", Embedded("opacity-1000002.png")),
        ("film_opacity_3", ObjectKind.Image, ".img", Embedded("opacity-1000012.png")),
        ("film_opacity_4", ObjectKind.Image, ".img", Embedded("opacity-1000022.png")),
        ("film_normal_1", ObjectKind.Image, ".img", Embedded("normal-1000001.png")),
        ("film_normal_2", ObjectKind.Image, ".img", Embedded("normal-1000009.png")),
        ("garden_berries", ObjectKind.Image, ".img", () => Garden(1, berries: 6, blossoms: 1)),
        ("garden_blossom", ObjectKind.Image, ".img", () => Garden(4, berries: 2, blossoms: 2)),
    ];

    private static Func<Stream> Embedded(string file) => () =>
        typeof(BundledFiles).Assembly.GetManifestResourceStream($"bundled/{file}") ?? throw new InvalidOperationException($"{file} is not in the program");

    private static MemoryStream Garden(int seed, int berries, int blossoms) => new(ImageFile.EncodePng(GardenPicture.Draw(seed, berries, blossoms)));
}
