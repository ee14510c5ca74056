using System.IO.Compression;
using System.Xml.Linq;

namespace Krypton.Data.Tests.Packages;

/// <summary>The packages, used as a stranger would: from a folder, in a project outside the repository, by the snippets of the documentation.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fresh_project_runs_the_documentations_snippets_with_the_packages()
    {
        foreach (var project in new[] { "Krypton", "Krypton.Data" })
        {
            await DotNet.Run(Repository.Root, "pack", $"src/{project}", "--no-build", "-c", DotNet.Configuration, "-o", _folder.File("packages"));
        }

        TheyAreWhole();
        var snippets = Snippet.Of("docs/embedding.md").Concat(Snippet.Of("README.md")).ToList();
        Assert.InRange(snippets.Count, 6, int.MaxValue);
        Project(snippets);
        var build = await DotNet.Run(_folder.File("app"), "build", "-c", "Release");
        Files();
        var output = await DotNet.Run(_folder.File("work"), _folder.File("app/bin/Release/net10.0/app.dll"));
        Assert.All(snippets, s => Assert.Contains($"ran {s.Place}", output));
        Assert.Contains("opacity", output);
        Assert.True(File.Exists(_folder.File("work/heatmap.png")), build);
    }

    /// <summary>The engine's own assemblies are inside, everybody else's are dependencies.</summary>
    private void TheyAreWhole()
    {
        var engine = Directory.GetFiles(_folder.File("packages"), "Krypton.0*.nupkg").Single();
        using var package = ZipFile.OpenRead(engine);
        var assemblies = package.Entries.Where(e => e.Name.EndsWith(".dll", StringComparison.Ordinal)).Select(e => e.Name).ToList();
        Assert.Superset(new HashSet<string> { "Krypton.dll", "Krypton.Sql.dll", "Krypton.Models.dll", "Krypton.Planning.dll", "Krypton.Kernels.dll", "Krypton.Execution.dll", "Krypton.Imaging.dll" }, assemblies.ToHashSet());
        Assert.All(assemblies, a => Assert.StartsWith("Krypton", a));
        Assert.Contains(package.Entries, e => e.Name == "Krypton.xml");
        using var nuspec = package.GetEntry("Krypton.nuspec")!.Open();
        var dependencies = XDocument.Load(nuspec).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).ToList();
        Assert.Contains("Microsoft.ML.OnnxRuntime", dependencies);
        Assert.DoesNotContain(dependencies, d => d.StartsWith("Krypton", StringComparison.Ordinal));
    }

    private void Project(List<Snippet> snippets)
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(_folder.File("app"));

        // Beside the sources that the person has configured. Packages that are unpacked on this machine already are taken from there; these two are not left among them.
        File.WriteAllText(_folder.File("app/nuget.config"), """
            <configuration>
              <packageSources><add key="krypton-packages" value="../packages" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(_folder.File("app/app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>../unpacked</RestorePackagesPath>
                <RestoreFallbackFolders>{packages}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Krypton.Data" Version="{typeof(Database).Assembly.GetName().Version!.ToString(3)}" />
                <PackageReference Include="Dapper" Version="{versions["Dapper"]}" />
                <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="{versions["Microsoft.Extensions.DependencyInjection"]}" />
              </ItemGroup>
            </Project>
            """);
        for (var i = 0; i < snippets.Count; i++)
        {
            File.WriteAllText(_folder.File($"app/Snippet{i}.cs"), snippets[i].Class($"Snippet{i}"));
        }

        File.WriteAllLines(_folder.File("app/Program.cs"), snippets.Select((s, i) => $"await Snippet{i}.Run(); Console.WriteLine(\"ran {s.Place}\");"));
    }

    /// <summary>What the snippets call film.png, films/ and model.onnx.</summary>
    private void Files()
    {
        Directory.CreateDirectory(_folder.File("work/films"));
        File.Copy(Repository.Film(), _folder.File("work/film.png"));
        File.Copy(Repository.Model, _folder.File("work/model.onnx"));
        foreach (var film in Directory.GetFiles(Repository.Films, "*.png").Order().Take(2))
        {
            File.Copy(film, _folder.File($"work/films/{Path.GetFileName(film)}"));
        }
    }
}
