using System.Reflection;

namespace Krypton.Data.Tests;

/// <summary>
/// What programs can use is written down beside each package's project, so that a change of it is seen. After a change that is meant,
/// run these tests with KRYPTON_WRITE_PUBLIC_API=1 and commit the files.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages() => ["Krypton", "Krypton.Data"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_is_what_the_file_says(string package)
    {
        var file = Path.Combine(Repository.Root, "src", package, "PublicApi.txt");
        var now = Assembly.Load(package).GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(PublicApi.Lines).ToList();
        if (Environment.GetEnvironmentVariable("KRYPTON_WRITE_PUBLIC_API") == "1")
        {
            File.WriteAllLines(file, now);
        }

        Assert.Equal(File.ReadAllLines(file), now);
    }
}
