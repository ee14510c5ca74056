using Krypton.Data.Running;
using Krypton.Results;

namespace Krypton.Data.Reading;

/// <summary>The rows of one statement, as far as they are there: of heatmaps, map by map, or of any other relation.</summary>
internal sealed class ResultSet
{
    private readonly Queue<(IEnumerable<object?[]> Rows, Heatmap? Map)> _waiting = new();
    private IEnumerator<object?[]>? _rows;

    /// <summary>An explanation of which some heatmaps are there.</summary>
    public ResultSet(FinishedMaps maps)
    {
        Columns = AnswerColumns.Explanation;
        Add(maps.Maps);
    }

    /// <summary>A whole answer that has columns.</summary>
    public ResultSet(QueryResult result)
    {
        Result = result;
        Columns = result.Plan is null ? result.Relation!.Columns : StatementColumns.Plan;
        if (result.Plan is not null)
        {
            _waiting.Enqueue(([[result.Plan]], null));
        }
        else if (result.Heatmaps.Count > 0 && ReferenceEquals(Columns, AnswerColumns.Explanation))
        {
            Add(result.Heatmaps);
        }
        else
        {
            _waiting.Enqueue((result.Relation!.Rows, null));
        }
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The whole answer; null while the statement runs.</summary>
    public QueryResult? Result { get; private set; }

    public object?[] Row => _rows!.Current;

    /// <summary>The heatmap that the row is of; null for rows of anything else.</summary>
    public Heatmap? Map { get; private set; }

    /// <summary>Whether an answer has columns, so that it is a result set.</summary>
    public static bool Has(QueryResult result) => result.Plan is not null || result.Relation is not null;

    /// <summary>Takes what came: more heatmaps, or the end.</summary>
    public void Take(ScriptPart part)
    {
        if (part is FinishedMaps more)
        {
            Add(more.Maps);
        }
        else
        {
            Result = ((Answered)part).Result;
        }
    }

    /// <summary>Moves to the next row that is there.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_rows?.MoveNext() == true)
            {
                return true;
            }

            if (_waiting.Count == 0)
            {
                return false;
            }

            _rows?.Dispose();
            (var rows, Map) = _waiting.Dequeue();
            _rows = rows.GetEnumerator();
        }
    }

    /// <summary>Leaves out the other rows of the heatmap that the row is of.</summary>
    public void SkipMap()
    {
        _rows?.Dispose();
        _rows = null;
    }

    private void Add(IReadOnlyList<Heatmap> maps)
    {
        foreach (var map in maps)
        {
            _waiting.Enqueue((map.ToRelation().Rows, map));
        }
    }
}
