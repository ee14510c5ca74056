using System.CommandLine;
using System.CommandLine.Parsing;
using Krypton.Sql;

namespace Krypton.Cli.Options;

/// <summary>Reads the arguments.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private static readonly Option<string[]> Command = new("-c", "--command");
    private static readonly Option<string[]> File = new("-f", "--file");
    private static readonly Option<string> Database = new("--db");
    private static readonly Option<string> Format = new("--format");
    private static readonly Option<string[]> Parameter = new("--param");
    private static readonly Option<bool> NoProgress = new("--no-progress");
    private static readonly Option<bool> Batch = new("--batch");
    private static readonly Option<string> Color = new("--color");
    private static readonly Option<bool> Summary = new("-h");
    private static readonly Option<bool> Help = new("--help");
    private static readonly Option<bool> Version = new("--version");

    private static readonly Option[] All = [Command, File, Database, Format, Color, Parameter, NoProgress, Batch, Summary, Help, Version];

    public static Invocation Parse(string[] args)
    {
        if (args is ["studio", .. var rest])
        {
            return StudioCommandLine.Parse(rest);
        }

        var parsed = Root().Parse(args, Configuration);
        if (parsed.GetValue(Help) || parsed.GetValue(Summary))
        {
            return new Invocation.ShowHelp(parsed.GetValue(Help));
        }

        if (parsed.GetValue(Version))
        {
            return new Invocation.ShowVersion();
        }

        return Mistake(parsed) is { } mistake ? new Invocation.Wrong(mistake) : Run(parsed);
    }

    private static RootCommand Root()
    {
        var root = new RootCommand();
        root.Options.Clear();
        root.Directives.Clear();
        foreach (var option in All)
        {
            root.Add(option);
        }

        return root;
    }

    private static Invocation Run(ParseResult parsed)
    {
        if (Word.Parse<OutputFormat>(parsed.GetValue(Format) ?? "table") is not { } format)
        {
            return new Invocation.Wrong($"there is no format '{parsed.GetValue(Format)}'; formats are {Word.List<OutputFormat>("and")}");
        }

        if (Word.Parse<ColorChoice>(parsed.GetValue(Color) ?? "auto") is not { } color)
        {
            return new Invocation.Wrong($"--color is {Word.List<ColorChoice>("or")}, not '{parsed.GetValue(Color)}'");
        }

        var parameters = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in parsed.GetValue(Parameter) ?? [])
        {
            if (ParameterValue.Parse(text) is not var (name, value))
            {
                return new Invocation.Wrong($"--param takes name=value, not '{text}'");
            }

            parameters[name] = value;
        }

        return new Invocation.Run(
            [.. Scripts(parsed)], parsed.GetValue(Database), format, color, !parsed.GetValue(NoProgress), parsed.GetValue(Batch), parameters);
    }

    /// <summary>In the order given, which the values of two options do not tell.</summary>
    private static IEnumerable<ScriptSource> Scripts(ParseResult parsed)
    {
        foreach (var (option, value) in parsed.Tokens.Zip(parsed.Tokens.Skip(1)).Where(pair => pair.First.Type == TokenType.Option))
        {
            if (Is(Command, option))
            {
                yield return new ScriptSource(value.Value, null);
            }
            else if (Is(File, option))
            {
                yield return new ScriptSource(null, value.Value);
            }
        }
    }

    private static string? Mistake(ParseResult parsed)
    {
        // The parser takes the next option for the value where one is missing.
        var swallowed = parsed.Tokens.Zip(parsed.Tokens.Skip(1)).FirstOrDefault(pair => pair.First.Type == TokenType.Option && All.Any(o => Is(o, pair.Second)));
        if (swallowed.First is { } first && !IsFlag(first))
        {
            return $"option {first.Value} needs a value";
        }

        if (parsed.UnmatchedTokens is [var extra, ..])
        {
            return Unexpected(extra);
        }

        return parsed.Tokens is [.., { Type: TokenType.Option } last] && !IsFlag(last)
            ? $"option {last.Value} needs a value"
            : parsed.Errors is [var error, ..] ? error.Message : null;
    }

    private static string Unexpected(string argument)
    {
        if (!argument.StartsWith('-'))
        {
            return $"unexpected '{argument}'; statements are given with -c, a script with -f, a catalog with --db";
        }

        var nearest = NameSuggestions.Nearest(argument.Split('=')[0], All.SelectMany(o => o.Aliases.Append(o.Name)));
        return $"there is no option '{argument}'" + (nearest is null ? "" : $"; did you mean {nearest}?");
    }

    private static bool IsFlag(Token token) => Is(NoProgress, token) || Is(Batch, token);

    private static bool Is(Option option, Token token) => option.Name == token.Value || option.Aliases.Contains(token.Value);
}
