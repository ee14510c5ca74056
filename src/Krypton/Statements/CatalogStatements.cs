using Krypton.Catalog;
using Krypton.Planning.Binding;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Statements;

/// <summary>Runs CREATE, DROP and SHOW for models, images and collections.</summary>
internal static class CatalogStatements
{
    /// <summary>Checks that what is named can be used, then adds it: a bad file or option never enters the catalog.</summary>
    public static QueryResult Run(Create statement, string text, SessionContext context)
    {
        var (kind, name) = (statement.Kind, statement.Target.Text);
        var word = kind.ToString().ToLowerInvariant();
        var existing = context.Catalog.Find(kind, name);
        if (existing is not null && statement.IfNotExists)
        {
            return QueryResult.Said(text, $"{word} '{existing.Name}' exists already");
        }

        if (existing is not null && !statement.OrReplace)
        {
            throw new QueryException($"{word} '{existing.Name}' exists already", statement.Target.Span, $"say CREATE OR REPLACE {word.ToUpperInvariant()}, or choose another name");
        }

        RefuseSharedName(kind, statement.Target, context);
        var path = Terms.Text(context, statement.Path, $"the {word}'s file");
        var entry = new CatalogEntry(kind, name, Path.GetFullPath(path), Options(statement, context));
        Check(entry, statement, context);
        context.Catalog.Save(entry);
        return QueryResult.Said(text, $"{word} '{name}' {(existing is null ? "created" : "replaced")}");
    }

    public static QueryResult Run(Drop statement, string text, SessionContext context)
    {
        var word = statement.Kind.ToString().ToLowerInvariant();
        if (context.Catalog.Find(statement.Kind, statement.Target.Text) is not { } entry)
        {
            return statement.IfExists
                ? QueryResult.Said(text, $"there is no {word} '{statement.Target.Text}'")
                : throw context.Unknown(statement.Kind, statement.Target);
        }

        context.Catalog.Remove(entry.Kind, entry.Name);
        return QueryResult.Said(text, $"{word} '{entry.Name}' dropped");
    }

    public static QueryResult Run(ShowObjects statement, string text, SessionContext context)
    {
        var rows = context.Catalog.List(statement.Kind).Select(e => new object?[] { e.Name, e.Path, string.Join(", ", e.Options.Select(o => $"{o.Key} = '{o.Value}'")) });
        Column[] columns = [new("name", typeof(string)), new(statement.Kind == ObjectKind.Collection ? "pattern" : "path", typeof(string)), new("options", typeof(string))];
        return QueryResult.Table(text, statement.Kind == ObjectKind.Model
            ? Relation.Of(columns, [.. rows])
            : Relation.Of(columns[..2], [.. rows.Select(r => r[..2])]));
    }

    /// <summary>ON takes images and collections alike, so one name must not mean both.</summary>
    private static void RefuseSharedName(ObjectKind kind, Name name, SessionContext context)
    {
        var other = kind == ObjectKind.Image ? ObjectKind.Collection : kind == ObjectKind.Collection ? ObjectKind.Image : (ObjectKind?)null;
        if (other is { } taken && context.Catalog.Find(taken, name.Text) is not null)
        {
            throw new QueryException($"'{name.Text}' is the name of {(taken == ObjectKind.Image ? "an image" : "a collection")} already", name.Span, "choose another name");
        }
    }

    private static Seq<KeyValuePair<string, string>> Options(Create statement, SessionContext context)
    {
        var options = new List<KeyValuePair<string, string>>();
        foreach (var option in statement.Options)
        {
            var key = option.Key.Text.ToLowerInvariant();
            if (statement.Kind != ObjectKind.Model)
            {
                throw new QueryException($"{statement.Kind.ToString().ToLowerInvariant()}s take no options", option.Key.Span);
            }

            if (!ModelOptions.Keys.Contains(key))
            {
                var hint = NameSuggestions.Nearest(key, ModelOptions.Keys) is { } nearest ? $"did you mean {nearest}?" : $"options are {string.Join(", ", ModelOptions.Keys)}";
                throw new QueryException($"there is no model option '{option.Key.Text}'", option.Key.Span, hint);
            }

            var value = Terms.Value(context, option.Value, $"option {key}");
            options.Add(new(key, key == "labels" ? Path.GetFullPath(value) : value));
        }

        return options.ToSeq();
    }

    private static void Check(CatalogEntry entry, Create statement, SessionContext context)
    {
        switch (entry.Kind)
        {
            case ObjectKind.Model:
                CheckModel(entry, statement, context);
                break;
            case ObjectKind.Image:
                SessionContext.Read(new(entry.Name, entry.Path), statement.Path.Span);
                break;
            case ObjectKind.Collection when !PathPattern.IsPattern(entry.Path):
                throw new QueryException($"'{entry.Path}' is no pattern", statement.Path.Span, "write one with * or ?, such as 'scans/**/*.png'");
            default:
                // A collection may be empty today and filled tomorrow.
                break;
        }
    }

    private static void CheckModel(CatalogEntry entry, Create statement, SessionContext context)
    {
        try
        {
            context.Ready(entry);
        }
        catch (OptionException e)
        {
            var option = statement.Options.FirstOrDefault(o => o.Key.Text.Equals(e.Key, StringComparison.OrdinalIgnoreCase));
            throw new QueryException(e.Message.TrimEnd('.'), option?.Value.Span ?? statement.Target.Span, inner: e);
        }
        catch (Krypton.Models.ModelException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), statement.Path.Span, inner: e);
        }
    }
}
