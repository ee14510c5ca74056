using Krypton.Sql.Ast;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>Parse tree to AST, one statement at a time; what the grammar cannot say about statements is checked here.</summary>
internal static class AstBuilder
{
    public static Statement Build(StatementContext context) => context.GetChild(0) switch
    {
        ExplainContext explain => ExplainBuilder.Build(explain),
        DiffContext diff => ExplainBuilder.Build(diff),
        PredictContext predict => Predict(predict),
        CreateContext create => Create(create),
        RefreshContext refresh => new RefreshView(TermBuilder.Build(refresh.name()), refresh.Span()),
        DropContext drop => Drop(drop),
        ShowContext show => Show(show),
        DescribeContext describe => Describe(describe),
        SetContext set => new SetSetting(TermBuilder.Build(set.setting()), TermBuilder.Build(set.value()), set.Span()),
        BatchContext batch => Batch(batch),
        AnalyzeContext analyze => Analyze(analyze),
        SqlContext sql => RelationBuilder.Build(sql, sql.sqlPart()),
        CopyContext copy => RelationBuilder.Build(copy),
        var other => throw new InvalidOperationException($"The grammar has a statement that the builder does not know: {other.GetType().Name}."),
    };

    private static Predict Predict(PredictContext context) => new(
        TermBuilder.Build(context.image),
        TermBuilder.Build(context.model),
        context.number() is { } top ? TermBuilder.Build(top) : null,
        context.Span());

    private static Statement Create(CreateContext context)
    {
        if (context.TABLE() is not null)
        {
            return RelationBuilder.Build(context, context.sqlPart());
        }

        var (replaces, keeps) = (context.OR() is not null, context.ifNotExists() is not null);
        if (replaces && keeps)
        {
            throw new QueryException(
                "OR REPLACE and IF NOT EXISTS contradict each other",
                context.ifNotExists().Span(),
                "keep OR REPLACE to overwrite what has this name, or IF NOT EXISTS to leave it");
        }

        var target = TermBuilder.Build(context.name());
        return context.viewQuery() is { } query
            ? new CreateView(target, ExplainBuilder.Build(query), replaces, keeps, context.Span())
            : new Create(
                Kind(context.objectKind()),
                target,
                TermBuilder.Build(context.path),
                Options(context.option()),
                replaces,
                keeps,
                context.Span());
    }

    private static Statement Drop(DropContext context)
    {
        if (context.TABLE() is not null)
        {
            return RelationBuilder.Build(context, context.sqlPart());
        }

        var (target, ifExists) = (TermBuilder.Build(context.name()), context.EXISTS() is not null);
        return context.VIEW() is not null
            ? new DropView(target, ifExists, context.Span())
            : new Drop(Kind(context.objectKind()), target, ifExists, context.Span());
    }

    private static Seq<Option> Options(OptionContext[] contexts)
    {
        var options = new List<Option>();
        var keys = new Dictionary<string, SourceSpan>(StringComparer.OrdinalIgnoreCase);
        foreach (var context in contexts)
        {
            var key = TermBuilder.Build(context.key);
            if (!keys.TryAdd(key.Text, key.Span))
            {
                throw Repeated(key.Text, key.Span, keys[key.Text]);
            }

            options.Add(new Option(key, TermBuilder.Build(context.value())));
        }

        return options.ToSeq();
    }

    private static Statement Show(ShowContext context) => context.Stop.Type switch
    {
        MODELS => new ShowObjects(ObjectKind.Model, context.Span()),
        IMAGES => new ShowObjects(ObjectKind.Image, context.Span()),
        COLLECTIONS => new ShowObjects(ObjectKind.Collection, context.Span()),
        VIEWS => new ShowViews(context.Span()),
        DEVICES => new ShowDevices(context.Span()),
        _ => new ShowSettings(context.Span()),
    };

    private static Statement Batch(BatchContext context) => context.Start.Type switch
    {
        BEGIN => new BeginBatch(context.Span()),
        RUN => new RunBatch(context.Span()),
        _ => new CancelBatch(context.Span()),
    };

    private static Statement Analyze(AnalyzeContext context) => context.DEVICE() is not null
        ? new AnalyzeDevice(context.Span())
        : new AnalyzeModel(
            TermBuilder.Build(context.model),
            TermBuilder.Build(context.images),
            context.number() is { } sample ? TermBuilder.Build(sample) : null,
            ClauseBuilder.Build(context.extentClause()),
            context.Span());

    private static Statement Describe(DescribeContext context)
    {
        if (context.VIEW() is not null)
        {
            return new DescribeView(TermBuilder.Build(context.name()), context.Span());
        }

        var kind = context.MODEL() is not null ? ObjectKind.Model : context.IMAGE() is not null ? ObjectKind.Image : ObjectKind.Collection;
        return new Describe(kind, TermBuilder.Build(context.term()), ClauseBuilder.Build(context.extentClause()), context.Span());
    }

    private static ObjectKind Kind(ObjectKindContext context) => context.Start.Type switch
    {
        MODEL => ObjectKind.Model,
        IMAGE => ObjectKind.Image,
        _ => ObjectKind.Collection,
    };

    public static QueryException Repeated(string what, SourceSpan again, SourceSpan first) =>
        new($"{what} is given twice", again, $"keep one of them; the first is at line {first.Line}, column {first.Column}");
}
