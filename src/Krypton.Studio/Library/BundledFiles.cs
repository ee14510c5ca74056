using Krypton.Sql.Ast;

namespace Krypton.Studio.Library;

/// <summary>What is there at the first start.</summary>
internal static class BundledFiles
{
    public static IReadOnlyList<(string Name, ObjectKind Kind, string File)> All { get; } =
    [
        ("phantom_chest", ObjectKind.Model, "phantom-chest.onnx"),
        ("film_opacity_1", ObjectKind.Image, "opacity-1000018.png"),
        ("film_opacity_2", ObjectKind.Image, "opacity-1000002.png"),
        ("film_opacity_3", ObjectKind.Image, "opacity-1000012.png"),
        ("film_opacity_4", ObjectKind.Image, "opacity-1000022.png"),
        ("film_normal_1", ObjectKind.Image, "normal-1000001.png"),
        ("film_normal_2", ObjectKind.Image, "normal-1000009.png"),
    ];

    public static Stream Open(string file) =>
        typeof(BundledFiles).Assembly.GetManifestResourceStream($"bundled/{file}") ?? throw new InvalidOperationException($"{file} is not in the program");
}
