namespace Krypton.Sql.Ast;

/// <summary>A parsed statement. Every node is an immutable value; spans say where it stood and do not take part in equality.</summary>
public abstract record Statement(SourceSpan Span);

// ---- terms: what may stand where a value is expected

/// <summary>An operand of a clause: an identifier, a literal or a parameter.</summary>
public abstract record Term(SourceSpan Span);

public sealed record Name(string Text, SourceSpan Span) : Term(Span);

public sealed record StringLiteral(string Value, SourceSpan Span) : Term(Span);

public sealed record NumberLiteral(double Value, SourceSpan Span) : Term(Span);

/// <summary><c>@name</c>, without the at sign.</summary>
public sealed record Parameter(string Name, SourceSpan Span) : Term(Span);

/// <summary><c>16</c> (both axes; Width is then null) or <c>16x24</c> (height by width), in pixels of the model's input.</summary>
public sealed record Extent(Term Height, Term? Width, SourceSpan Span);

// ---- EXPLAIN OCCLUSION

/// <summary>EXPLAIN OCCLUSION ON image USING model [FOR …] [WITH …] [INTO …]. A null clause was not written.</summary>
public sealed record ExplainOcclusion(
    Term Image, Term Model, ClassSelection Classes, OcclusionClauses With, Term? Into, SourceSpan Span) : Statement(Span)
{
    /// <summary>The explanation for each of its windows; itself where there is one.</summary>
    public IReadOnlyList<ExplainOcclusion> ForEachPatch() => With.MorePatches.Count == 0
        ? [this]
        : [.. With.MorePatches.Prepend(With.Patch!).Select(p => this with { With = With with { Patch = p, MorePatches = [] } })];
}

/// <summary>DIFF (EXPLAIN …) MINUS (EXPLAIN …) [INTO …].</summary>
public sealed record Difference(ExplainOcclusion Left, ExplainOcclusion Right, Term? Into, SourceSpan Span) : Statement(Span);

/// <summary>The clauses after WITH, in any order, each at most once.</summary>
public sealed record OcclusionClauses(Extent? Patch, Extent? Stride, Fill? Fill, Region? Region, ScoreClause? Score)
{
    public static OcclusionClauses None { get; } = new(null, null, null, null, null);

    /// <summary>APPROX q: the quality that an approximate map must have, 0 to 1.</summary>
    public Term? Approx { get; init; }

    public MetricClause? Metric { get; init; }

    public Within? Within { get; init; }

    public Memory? Memory { get; init; }

    /// <summary>PATCH a, b, c: the windows behind the first; each has a map of its own.</summary>
    public Seq<Extent> MorePatches { get; init; } = [];

    public OutputClause? Output { get; init; }
}

public abstract record ClassSelection;

/// <summary>No FOR clause: the top predicted class.</summary>
public sealed record PredictedClass : ClassSelection;

/// <summary>FOR CLASS 208 or FOR CLASS 'golden retriever'.</summary>
public sealed record OneClass(Term Class) : ClassSelection;

/// <summary>FOR TOP k.</summary>
public sealed record TopClasses(Term Count) : ClassSelection;

/// <summary>What the occluding patch holds, in pixel space before normalisation.</summary>
public abstract record Fill(SourceSpan Span);

public sealed record BlackFill(SourceSpan Span) : Fill(Span);

public sealed record GrayFill(SourceSpan Span) : Fill(Span);

public sealed record WhiteFill(SourceSpan Span) : Fill(Span);

/// <summary>The explained image's mean colour.</summary>
public sealed record MeanFill(SourceSpan Span) : Fill(Span);

/// <summary>COLOR (r, g, b), each 0 to 255.</summary>
public sealed record ColorFill(Term Red, Term Green, Term Blue, SourceSpan Span) : Fill(Span);

/// <summary>BLUR sigma, in pixels.</summary>
public sealed record BlurFill(Term Sigma, SourceSpan Span) : Fill(Span);

/// <summary>IMAGE 'other.png' or a catalogued image.</summary>
public sealed record ImageFill(Term Image, SourceSpan Span) : Fill(Span);

/// <summary>REGION (x, y, width, height): only positions whose patch lies inside.</summary>
public sealed record Region(Term X, Term Y, Term Width, Term Height, SourceSpan Span);

public enum ScoreKind
{
    Probability,
    Logit,
}

public sealed record ScoreClause(ScoreKind Kind, SourceSpan Span);

/// <summary>How the quality of an approximate map is measured.</summary>
public enum QualityMetric
{
    /// <summary>SSIM of raw scores over the exact map's own range.</summary>
    Ssim,

    /// <summary>SSIM of the picture: scores clipped to [0.75 p, min(1, 1.25 p)] through the reversed jet colours.</summary>
    Rendered,
}

/// <summary>METRIC SSIM or METRIC RENDERED.</summary>
public sealed record MetricClause(QualityMetric Metric, SourceSpan Span);

/// <summary>What a map holds a value for.</summary>
public enum OutputKind
{
    /// <summary>Each position of the patch.</summary>
    Positions,

    /// <summary>Each pixel: the mean over the patches that cover it.</summary>
    Pixels,
}

/// <summary>OUTPUT POSITIONS or OUTPUT PIXELS.</summary>
public sealed record OutputClause(OutputKind Kind, SourceSpan Span);

/// <summary>WITHIN t SECONDS or WITHIN t MINUTES.</summary>
public sealed record Within(Term Time, bool Minutes, SourceSpan Span);

/// <summary>MEMORY n MB or MEMORY n GB.</summary>
public sealed record Memory(Term Size, bool Gigabytes, SourceSpan Span);

// ---- plans

public enum PlanFormat
{
    Text,
    Json,
    Mermaid,
}

/// <summary>(FORMAT text|json|mermaid, VERBOSE). Verbose adds the rejected alternatives.</summary>
public sealed record PlanOptions(PlanFormat Format, bool Verbose)
{
    public static PlanOptions Default { get; } = new(PlanFormat.Text, false);
}

/// <summary>EXPLAIN PLAN [(options)] FOR query. A null query is BATCH: the statements collected since BEGIN BATCH.</summary>
public sealed record ExplainPlan(ExplainOcclusion? Query, PlanOptions Options, SourceSpan Span) : Statement(Span)
{
    /// <summary>A SELECT over explanations, whose plan is shown; null without one.</summary>
    public SqlStatement? Selection { get; init; }
}

/// <summary>EXPLAIN ANALYZE [(options)] query: runs it. A null query is BATCH: the statements collected since BEGIN BATCH.</summary>
public sealed record ExplainAnalyze(ExplainOcclusion? Query, PlanOptions Options, SourceSpan Span) : Statement(Span);

// ---- PREDICT

/// <summary>PREDICT image USING model [TOP k].</summary>
public sealed record Predict(Term Image, Term Model, Term? Top, SourceSpan Span) : Statement(Span);

// ---- the catalog and the session

public enum ObjectKind
{
    Model,
    Image,
    Collection,
}

/// <summary>One <c>key = value</c> of CREATE MODEL … WITH (…).</summary>
public sealed record Option(Name Key, Term Value);

/// <summary>CREATE [OR REPLACE] MODEL|IMAGE|COLLECTION [IF NOT EXISTS] name FROM 'path' [WITH (options)].</summary>
public sealed record Create(
    ObjectKind Kind, Name Target, Term Path, Seq<Option> Options, bool OrReplace, bool IfNotExists, SourceSpan Span) : Statement(Span);

/// <summary>DROP MODEL|IMAGE|COLLECTION [IF EXISTS] name.</summary>
public sealed record Drop(ObjectKind Kind, Name Target, bool IfExists, SourceSpan Span) : Statement(Span);

/// <summary>SHOW MODELS | IMAGES | COLLECTIONS.</summary>
public sealed record ShowObjects(ObjectKind Kind, SourceSpan Span) : Statement(Span);

/// <summary>SHOW VIEWS.</summary>
public sealed record ShowViews(SourceSpan Span) : Statement(Span);

/// <summary>SHOW DEVICES.</summary>
public sealed record ShowDevices(SourceSpan Span) : Statement(Span);

/// <summary>SHOW SETTINGS.</summary>
public sealed record ShowSettings(SourceSpan Span) : Statement(Span);

/// <summary>DESCRIBE MODEL|IMAGE|COLLECTION target [WITH PATCH p STRIDE s]. The target is a name or a file path.</summary>
public sealed record Describe(ObjectKind Kind, Term Target, OcclusionClauses With, SourceSpan Span) : Statement(Span);

/// <summary>SET setting = value. The dotted <c>rule.Name</c> is one name, its span from the first part to the last.</summary>
public sealed record SetSetting(Name Setting, Term Value, SourceSpan Span) : Statement(Span);

/// <summary>ANALYZE DEVICE.</summary>
public sealed record AnalyzeDevice(SourceSpan Span) : Statement(Span);

/// <summary>ANALYZE MODEL model USING images [SAMPLE n] [WITH PATCH p STRIDE s].</summary>
public sealed record AnalyzeModel(Term Model, Term Images, Term? Sample, OcclusionClauses With, SourceSpan Span) : Statement(Span);

// ---- materialized views

/// <summary>
/// CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS] name AS query. The query has no INTO, and its span is exactly its
/// text, which can be kept and parsed again.
/// </summary>
public sealed record CreateView(Name Target, ExplainOcclusion Query, bool OrReplace, bool IfNotExists, SourceSpan Span) : Statement(Span);

/// <summary>REFRESH MATERIALIZED VIEW name.</summary>
public sealed record RefreshView(Name Target, SourceSpan Span) : Statement(Span);

/// <summary>DROP MATERIALIZED VIEW [IF EXISTS] name.</summary>
public sealed record DropView(Name Target, bool IfExists, SourceSpan Span) : Statement(Span);

/// <summary>DESCRIBE MATERIALIZED VIEW name.</summary>
public sealed record DescribeView(Name Target, SourceSpan Span) : Statement(Span);

// ---- relations

/// <summary>An explanation within SQL.</summary>
/// <param name="Span">With its parentheses.</param>
public sealed record EmbeddedExplanation(ExplainOcclusion Query, SourceSpan Span);

/// <summary>SELECT, WITH, VALUES, INSERT, UPDATE, DELETE, CREATE TABLE or DROP TABLE: SQL over explanations, views and tables.</summary>
public sealed record SqlStatement(Seq<EmbeddedExplanation> Explanations, SourceSpan Span) : Statement(Span);

/// <summary>COPY source TO 'file'. The source is a query or an explanation in parentheses, or a name.</summary>
/// <param name="Source">Its span is that of the source.</param>
public sealed record Copy(SqlStatement Source, Term Path, SourceSpan Span) : Statement(Span);

// ---- batches: the statements between BEGIN and RUN are statements of their own

/// <summary>BEGIN BATCH.</summary>
public sealed record BeginBatch(SourceSpan Span) : Statement(Span);

/// <summary>RUN BATCH.</summary>
public sealed record RunBatch(SourceSpan Span) : Statement(Span);

/// <summary>CANCEL BATCH.</summary>
public sealed record CancelBatch(SourceSpan Span) : Statement(Span);
