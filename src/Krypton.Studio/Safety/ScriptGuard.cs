using System.Collections;
using System.Reflection;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Studio.Safety;

/// <summary>
/// Keeps query text to what a visitor may do: statements that only ask, files only of the data folder. Whatever kind of statement
/// or clause the language gets later is refused, or its strings taken for paths, until it is listed here.
/// </summary>
internal sealed class ScriptGuard(StudioFolder folder, StudioOptions options)
{
    private const string Remedy = "start Studio with --allow-paths to allow it";

    /// <summary>Parses a script and refuses what may not run here.</summary>
    /// <exception cref="QueryException">It cannot be understood, or it is not allowed.</exception>
    public Seq<Statement> Parse(string script)
    {
        if (script.Length > options.Limits.ScriptCharacters)
        {
            throw new QueryException($"the text has {script.Length:N0} characters; at most {options.Limits.ScriptCharacters:N0} are read", default);
        }

        var statements = SqlParser.ParseScript(script);
        foreach (var statement in options.AllowPaths ? [] : statements)
        {
            try
            {
                Check(statement);
            }
            catch (QueryException e)
            {
                throw e.WithSource(script);
            }
        }

        return statements;
    }

    private void Check(Statement statement)
    {
        switch (statement)
        {
            case ExplainOcclusion or ExplainPlan { Query: not null } or ExplainAnalyze { Query: not null } or Predict or Describe { Kind: ObjectKind.Model } or ShowDevices or ShowSettings:
                break;
            case SetSetting { Setting.Text: var name } when name.Equals("executor", StringComparison.OrdinalIgnoreCase) || name.StartsWith("rule.", StringComparison.OrdinalIgnoreCase):
                break;
            case SetSetting set:
                throw new QueryException($"setting '{set.Setting.Text}' cannot be changed in Studio", set.Setting.Span, Remedy);
            default:
                throw new QueryException("this statement is not for Studio's visitors", statement.Span, $"EXPLAIN, PREDICT, DESCRIBE MODEL, SHOW SETTINGS, SHOW DEVICES and SET executor are; {Remedy}");
        }

        foreach (var (term, isTarget) in Terms(statement, isTarget: false))
        {
            Check(term, isTarget);
        }
    }

    private void Check(Term term, bool isTarget)
    {
        switch (term)
        {
            case Parameter parameter:
                throw new QueryException($"parameter @{parameter.Name} has no value in Studio", parameter.Span, "write the value");
            case StringLiteral text when text.Value.AsSpan().IndexOfAny("*?\0") >= 0 || !StudioFolder.IsInside(isTarget ? folder.Output : folder.Uploads, text.Value.Length == 0 ? "." : text.Value):
                throw new QueryException(
                    isTarget ? "files are only written to the 'out' folder of Studio's data folder" : "files outside Studio's data folder cannot be read",
                    text.Span, isTarget ? $"download the heatmap from the page, or {Remedy}" : $"upload the file and use its name, or {Remedy}");
        }
    }

    /// <summary>Every term of a syntax tree but the names of classes and settings' values, wherever it stands.</summary>
    private static IEnumerable<(Term Term, bool IsTarget)> Terms(object node, bool isTarget)
    {
        if (node is Term term)
        {
            yield return (term, isTarget);
            yield break;
        }

        if (node is ClassSelection or SetSetting)
        {
            yield break;
        }

        foreach (var (value, name) in Parts(node))
        {
            foreach (var found in Terms(value, isTarget || name == nameof(ExplainOcclusion.Into)))
            {
                yield return found;
            }
        }
    }

    private static IEnumerable<(object Value, string Name)> Parts(object node) => node switch
    {
        string => [],
        IEnumerable items => items.Cast<object>().Select(i => (i, "")),
        _ when node.GetType().Namespace == typeof(Statement).Namespace && !node.GetType().IsEnum => node.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .Select(p => (Value: p.GetValue(node), p.Name)).Where(p => p.Value is not null).Select(p => (p.Value!, p.Name)),
        _ => [],
    };
}
