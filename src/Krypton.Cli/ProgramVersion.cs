using System.Reflection;

namespace Krypton.Cli;

/// <summary>The version people see, without the commit that builds append after a plus sign.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
