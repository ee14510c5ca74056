using System.Xml.Linq;
using Xunit;

namespace Krypton.Architecture.Tests;

/// <summary>Dependencies point one way: from the surfaces down to the language, the models and the kernels.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Krypton.Sql"] = [],
        ["Krypton.Models"] = [],
        ["Krypton.Imaging"] = [],
        ["Krypton.Kernels"] = ["Krypton.Models"],
        ["Krypton.Planning"] = ["Krypton.Sql", "Krypton.Models"],
        ["Krypton.Execution"] = ["Krypton.Planning", "Krypton.Models", "Krypton.Kernels", "Krypton.Imaging"],
        ["Krypton.Gpu"] = ["Krypton.Execution"],
        ["Krypton"] = ["Krypton.Execution", "Krypton.Gpu"],
        ["Krypton.Data"] = ["Krypton"],
        ["Krypton.Studio"] = ["Krypton"],
        ["Krypton.Cli"] = ["Krypton", "Krypton.Studio"],
    };

    /// <summary>Packages that one project alone may use, so that each can be exchanged in one place.</summary>
    private static readonly Dictionary<string, string> Owners = new()
    {
        ["Antlr4.Runtime.Standard"] = "Krypton.Sql",
        ["Google.Protobuf"] = "Krypton.Models",
        ["SkiaSharp"] = "Krypton.Imaging",
        ["Microsoft.ML.OnnxRuntime"] = "Krypton.Execution",
        ["ILGPU"] = "Krypton.Gpu",
        ["ILGPU.Algorithms"] = "Krypton.Gpu",
        ["Microsoft.Data.Sqlite"] = "Krypton",
        ["Spectre.Console"] = "Krypton.Cli",
        ["Parquet.Net"] = "Krypton",
    };

    private static readonly string Root = Up(AppContext.BaseDirectory);

    [Fact]
    public void Projects_reference_only_what_lies_below_them()
    {
        foreach (var (project, document) in Projects())
        {
            Assert.True(Allowed.ContainsKey(project), $"{project} is not in the table of this test: decide where it stands");
            var references = document.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            var above = references.Except(Allowed[project]).ToList();
            Assert.True(above.Count == 0, $"{project} must not reference {string.Join(", ", above)}");
        }
    }

    [Fact]
    public void Every_project_of_the_table_exists() => Assert.Equal(Allowed.Keys.Order(), Projects().Select(p => p.Name).Order());

    [Fact]
    public void A_package_is_used_where_it_belongs()
    {
        foreach (var (project, document) in Projects())
        {
            foreach (var package in document.Descendants("PackageReference").Select(p => p.Attribute("Include")!.Value))
            {
                Assert.True(!Owners.TryGetValue(package, out var owner) || owner == project, $"{package} belongs to {Owners.GetValueOrDefault(package)}, not {project}");
            }
        }
    }

    [Fact]
    public void Versions_stand_in_one_file()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories).Where(f => !f.Contains("training")))
        {
            Assert.DoesNotContain(XDocument.Load(file).Descendants("PackageReference"), p => p.Attribute("Version") is not null);
        }
    }

    [Fact]
    public void Unsafe_code_stays_with_kernels_and_their_callers()
    {
        var unsafeProjects = Projects().Where(p => p.Document.Descendants("AllowUnsafeBlocks").Any()).Select(p => p.Name);
        Assert.Equal(["Krypton.Execution", "Krypton.Gpu", "Krypton.Kernels"], unsafeProjects.Order());
    }

    private static IEnumerable<(string Name, XDocument Document)> Projects() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(f => (Path.GetFileNameWithoutExtension(f), XDocument.Load(f)));

    private static string Up(string folder) =>
        File.Exists(Path.Combine(folder, "Krypton.sln")) ? folder : Up(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Krypton.sln was not found above the tests"));
}
