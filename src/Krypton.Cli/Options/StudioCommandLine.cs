using System.CommandLine;
using System.Globalization;
using Krypton.Studio;

namespace Krypton.Cli.Options;

/// <summary>Reads the arguments behind <c>studio</c>.</summary>
internal static class StudioCommandLine
{
    private static readonly Option<string> Port = new("--port");
    private static readonly Option<string> Host = new("--host");
    private static readonly Option<string> Token = new("--token");
    private static readonly Option<string> Data = new("--data");
    private static readonly Option<bool> AllowPaths = new("--allow-paths");
    private static readonly Option<bool> Help = new("-h", "--help");

    public static Invocation Parse(string[] args)
    {
        var root = new RootCommand();
        root.Options.Clear();
        root.Directives.Clear();
        foreach (var option in new Option[] { Port, Host, Token, Data, AllowPaths, Help })
        {
            root.Add(option);
        }

        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.GetValue(Help))
        {
            return new Invocation.ShowHelp(Whole: true);
        }

        if (parsed.UnmatchedTokens is [var extra, ..])
        {
            return new Invocation.Wrong($"studio has no option '{extra}'; it has --port, --host, --token, --data and --allow-paths");
        }

        if (parsed.Errors is [var error, ..])
        {
            return new Invocation.Wrong(error.Message);
        }

        var usual = new StudioOptions();
        if (parsed.GetValue(Port) is { } text && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return new Invocation.Wrong($"--port takes a number, not '{text}'");
        }

        var options = usual with
        {
            Port = parsed.GetValue(Port) is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : usual.Port,
            Host = parsed.GetValue(Host) ?? usual.Host,
            Token = parsed.GetValue(Token),
            Data = parsed.GetValue(Data) ?? usual.Data,
            AllowPaths = parsed.GetValue(AllowPaths),
        };
        return options.Mistake() is { } mistake ? new Invocation.Wrong(mistake) : new Invocation.Studio(options);
    }
}
