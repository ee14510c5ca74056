using Krypton.Planning.Binding;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Statements;

/// <summary>Runs SET and SHOW SETTINGS.</summary>
internal static class SettingStatements
{
    public static QueryResult Set(SetSetting statement, string text, SessionContext context)
    {
        var (settings, name) = (context.Settings, statement.Setting.Text);
        var value = Terms.Value(context, statement.Value, "a setting's value");
        try
        {
            if (!settings.TrySet(name, value))
            {
                var hint = NameSuggestions.Nearest(name, SessionSettings.Names) is { } nearest
                    ? $"did you mean {nearest}?"
                    : $"settings are {string.Join(", ", SessionSettings.Names)}";
                throw new QueryException($"there is no setting '{name}'", statement.Setting.Span, hint);
            }
        }
        catch (FormatException e)
        {
            throw new QueryException(e.Message, statement.Value.Span, inner: e);
        }

        if (new[] { "executor", "device", "precision" }.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            // Who asks for an executor or a device wants it to run.
            context.Answers.Clear();
        }

        var (canonical, now, _) = settings.Values().First(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return QueryResult.Said(text, $"{canonical} = {now}");
    }

    public static QueryResult Show(string text, SessionContext context)
    {
        Column[] columns = [new("name", typeof(string)), new("value", typeof(string)), new("meaning", typeof(string))];
        return QueryResult.Table(text, Relation.Of(columns, [.. context.Settings.Values().Select(s => new object?[] { s.Name, s.Value, s.Meaning })]));
    }
}
