using Krypton.Catalog;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Stored;
using Krypton.Workloads;

namespace Krypton.Statements;

/// <summary>Runs CREATE, REFRESH, DROP, SHOW and DESCRIBE for materialized views.</summary>
internal static class ViewStatements
{
    public static QueryResult Run(CreateView statement, string text, string script, SessionContext context, WorkloadService service)
    {
        var name = statement.Target.Text;
        var existing = context.Views.List(name).Count > 0;
        if (existing && statement.IfNotExists)
        {
            return QueryResult.Said(text, $"materialized view '{name}' exists already");
        }

        if (existing && !statement.OrReplace)
        {
            throw new QueryException($"materialized view '{name}' exists already", statement.Target.Span, "say CREATE OR REPLACE MATERIALIZED VIEW, or choose another name");
        }

        if (statement.Query.With.MorePatches is [var second, ..])
        {
            throw new QueryException("a materialized view holds one window's scores", second.Span, "create a view for each PATCH; a query with all of them is answered from the views");
        }

        var query = BoundQuery.Of(statement.Query, script, context.ForView());
        if (query.Query.Goal is not null)
        {
            var with = statement.Query.With;
            throw new QueryException("a materialized view holds exact scores", (with.Approx?.Span ?? with.Within?.Span)!.Value, "leave APPROX and WITHIN out; a query with them is answered from the view all the same");
        }

        var (images, bytes) = Materialize(name, query.Text, query, context.Stored(), context, service);
        return QueryResult.Said(text, $"materialized view '{name}' {(existing ? "replaced" : "created")}: {images} in {bytes / 1e6:0.0} MB");
    }

    /// <summary>Computes a view anew, and only then forgets what it held.</summary>
    public static QueryResult Run(RefreshView statement, string text, SessionContext context, WorkloadService service)
    {
        var view = Find(statement.Target, context);
        var query = (ExplainOcclusion)SqlParser.ParseScript(view.Query)[0];
        BoundQuery bound;
        try
        {
            bound = BoundQuery.Of(query, view.Query, context);
        }
        catch (QueryException e)
        {
            throw new QueryException($"the query of view '{view.Name}' fails: {e.Problem}", statement.Target.Span, e.Hint, inner: e);
        }

        context.Answers.Clear();
        var (images, bytes) = Materialize(view.Name, view.Query, bound, context.Stored(except: view.Name), context, service);
        return QueryResult.Said(text, $"materialized view '{view.Name}' refreshed: {images} in {bytes / 1e6:0.0} MB");
    }

    public static QueryResult Run(DropView statement, string text, SessionContext context)
    {
        if (statement.IfExists && context.Views.List(statement.Target.Text).Count == 0)
        {
            return QueryResult.Said(text, $"there is no materialized view '{statement.Target.Text}'");
        }

        var view = Find(statement.Target, context);
        context.Views.Remove(view.Name);
        return QueryResult.Said(text, $"materialized view '{view.Name}' dropped");
    }

    public static QueryResult Show(string text, SessionContext context)
    {
        Column[] columns =
        [
            new("name", typeof(string)), new("images", typeof(int)), new("positions", typeof(long)), new("bytes", typeof(long)), new("created", typeof(string)),
            new("age", typeof(string)), new("state", typeof(string)), new("query", typeof(string)),
        ];
        var rows = context.Views.List().Select(v =>
        {
            var images = context.Views.Images(v.Name);
            return new object?[]
            {
                v.Name, images.Count, images.Sum(i => (long)i.Grid.Count), images.Sum(i => i.Bytes), v.Created.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                Age(DateTime.UtcNow - v.Created), State(v, images, context), v.Query,
            };
        });
        return QueryResult.Table(text, Relation.Of(columns, [.. rows]));
    }

    public static QueryResult Run(DescribeView statement, string text, SessionContext context)
    {
        var view = Find(statement.Target, context);
        Column[] columns =
        [
            new("image", typeof(string)), new("path", typeof(string)), new("rows", typeof(int)), new("columns", typeof(int)), new("patch", typeof(string)),
            new("stride", typeof(string)), new("classes", typeof(string)), new("bytes", typeof(long)), new("state", typeof(string)),
        ];
        var rows = context.Views.Images(view.Name).Select(i => new object?[]
        {
            i.Image.Name, i.Image.Path, i.Grid.Rows, i.Grid.Columns, $"{i.Grid.PatchHeight}x{i.Grid.PatchWidth}", $"{i.Grid.StrideHeight}x{i.Grid.StrideWidth}",
            i.Classes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all", i.Bytes, State(view, [i], context),
        });
        return QueryResult.Table(text, Relation.Of(columns, [.. rows]), $"materialized view '{view.Name}', created {view.Created:yyyy-MM-dd HH:mm:ss}Z: {view.Query}");
    }

    private static (string Images, long Bytes) Materialize(string name, string text, BoundQuery query, StoredSource stored, SessionContext context, WorkloadService service)
    {
        var (_, run) = service.Execute([query], stored, materialize: true);
        var images = query.Query.Images.Select(i => (
            WorkloadService.Content(query, i, run.Answer(0, i), stored) ?? throw new QueryException($"image '{i.Path}' disappeared while the view was computed", query.Statement.Image.Span),
            context.Hashes.Of(i.Path) ?? "")).ToList();
        context.Views.Save(new ViewEntry(name, text, DateTime.UtcNow, query.Model.Path, query.Model.Bound.Model.ContentHash), images);
        return (query.Query.Images.Count == 1 ? "1 image" : $"{query.Query.Images.Count:N0} images", images.Sum(i => i.Item1.Bytes));
    }

    private static ViewEntry Find(Name name, SessionContext context)
    {
        if (context.Views.List(name.Text) is [var view])
        {
            return view;
        }

        var hint = NameSuggestions.Nearest(name.Text, context.Views.List().Select(v => v.Name)) is { } nearest ? $"did you mean '{nearest}'?" : "SHOW VIEWS lists what there is";
        throw new QueryException($"there is no materialized view '{name.Text}'", name.Span, hint);
    }

    private static string State(ViewEntry view, IReadOnlyList<ViewImage> images, SessionContext context) =>
        context.Hashes.Of(view.ModelPath) is not { } model ? "model is gone"
        : model != view.ModelHash ? "model changed"
        : images.Any(i => context.Hashes.Of(i.Image.Path) is null) ? "image is gone"
        : images.Any(i => i.Hash.Length == 0) ? "of an older Krypton"
        : images.Any(i => context.Hashes.Of(i.Image.Path) != i.Hash) ? "image changed"
        : "current";

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{age.TotalDays:0} d" : age.TotalHours >= 1 ? $"{age.TotalHours:0} h" : age.TotalMinutes >= 1 ? $"{age.TotalMinutes:0} min" : $"{Math.Max(0, age.TotalSeconds):0} s";
}
