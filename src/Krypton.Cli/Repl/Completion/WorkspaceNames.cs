using Krypton.Catalog;
using Krypton.Planning.Physical;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Editing;

namespace Krypton.Cli.Repl.Completion;

/// <summary>The names of the catalog and the session in use.</summary>
internal sealed class WorkspaceNames(Workspace workspace, IReadOnlyDictionary<string, object?> parameters) : INames
{
    private const string Tables = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name";

    public IEnumerable<string> Parameters => parameters.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<string> Of(NameKind kind, string? of) => kind switch
    {
        NameKind.Model => Shown("SHOW MODELS"),
        NameKind.Image => [.. Shown("SHOW IMAGES"), .. Shown("SHOW COLLECTIONS")],
        NameKind.Collection => Shown("SHOW COLLECTIONS"),
        NameKind.View => Shown("SHOW VIEWS"),
        NameKind.Any => [.. Shown("SHOW VIEWS"), .. Shown("SHOW MODELS"), .. Shown("SHOW IMAGES"), .. Shown("SHOW COLLECTIONS")],
        NameKind.Relation => [.. Shown("SHOW VIEWS"), .. Shown(Tables)],
        NameKind.Column => [.. AnswerColumns.Explanation.Select(c => c.Name), .. AnswerColumns.MapFunctions, .. Shown("SHOW VIEWS"), .. Shown(Tables)],
        NameKind.Setting => SessionSettings.Names,
        NameKind.SettingValue => Values(of ?? ""),
        NameKind.Option => ModelOptions.Keys,
        NameKind.ClassLabel => of is null ? [] : workspace.Session.ClassLabels(of),
        _ => [],
    };

    private IEnumerable<string> Shown(string statement)
    {
        try
        {
            return [.. workspace.Session.Execute(statement).SelectMany(r => r.Relation!.Rows).Select(row => (string)row[0]!)];
        }
        catch (QueryException)
        {
            // The catalog cannot be read just now; the statement itself will say so.
            return [];
        }
    }

    private IEnumerable<string> Values(string setting)
    {
        var now = workspace.Session.Settings.Values().FirstOrDefault(s => s.Name.Equals(setting, StringComparison.OrdinalIgnoreCase)).Value;
        return now is "on" or "off" ? ["on", "off"]
            : Enum.TryParse<ExecutorChoice>(now, ignoreCase: true, out _) && !char.IsDigit(now[0]) ? Options.Word.All<ExecutorChoice>()
            : now is null ? [] : [now];
    }
}
