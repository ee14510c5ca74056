using Krypton.Sql.Ast;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>Parse tree to AST, one statement at a time; what the grammar cannot say about statements is checked here.</summary>
internal static class AstBuilder
{
    public static Statement Build(StatementContext context) => context.GetChild(0) switch
    {
        ExplainContext explain => Explain(explain),
        PredictContext predict => Predict(predict),
        CreateContext create => Create(create),
        DropContext drop => new Drop(Kind(drop.objectKind()), TermBuilder.Build(drop.name()), drop.EXISTS() is not null, drop.Span()),
        ShowContext show => Show(show),
        DescribeContext describe => Describe(describe),
        SetContext set => new SetSetting(TermBuilder.Build(set.setting()), TermBuilder.Build(set.value()), set.Span()),
        var other => throw new InvalidOperationException($"The grammar has a statement that the builder does not know: {other.GetType().Name}."),
    };

    private static ExplainOcclusion Explain(ExplainContext context)
    {
        var occlusion = context.occlusion();
        return new ExplainOcclusion(
            TermBuilder.Build(occlusion.image),
            TermBuilder.Build(occlusion.model),
            Classes(occlusion.classes()),
            ClauseBuilder.Build(occlusion.occlusionClause()),
            occlusion.into is { } into ? TermBuilder.Build(into) : null,
            context.Span());
    }

    private static ClassSelection Classes(ClassesContext? context) => context switch
    {
        null => new PredictedClass(),
        _ when context.label() is { } label => new OneClass(TermBuilder.Build(label)),
        _ => new TopClasses(TermBuilder.Build(context.number())),
    };

    private static Predict Predict(PredictContext context) => new(
        TermBuilder.Build(context.image),
        TermBuilder.Build(context.model),
        context.number() is { } top ? TermBuilder.Build(top) : null,
        context.Span());

    private static Create Create(CreateContext context)
    {
        var (replaces, keeps) = (context.OR() is not null, context.IF() is not null);
        if (replaces && keeps)
        {
            throw new QueryException(
                "OR REPLACE and IF NOT EXISTS contradict each other",
                Places.Between(context.IF().Symbol, context.EXISTS().Symbol),
                "keep OR REPLACE to overwrite what has this name, or IF NOT EXISTS to leave it");
        }

        return new Create(
            Kind(context.objectKind()),
            TermBuilder.Build(context.name()),
            TermBuilder.Build(context.path),
            Options(context.option()),
            replaces,
            keeps,
            context.Span());
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
        _ => new ShowSettings(context.Span()),
    };

    private static Describe Describe(DescribeContext context)
    {
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
