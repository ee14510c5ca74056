using Krypton.Planning.Logical;

namespace Krypton.Stored;

/// <summary>Answers of a session, kept in memory for its later statements; the oldest go first.</summary>
internal sealed class AnswerCache
{
    /// <summary>Bytes of all answers together.</summary>
    private const long Limit = 256L << 20;

    private readonly List<StoredContent> _newestFirst = [];
    private long _next = 1;

    /// <summary>An answer larger than this is not kept.</summary>
    public const long LargestAnswer = 64L << 20;

    public IEnumerable<StoredScores> Find(ScoreKey key) => _newestFirst.Where(c => c.Key == key).Select(c => c.Scores);

    public float[] Values(long id) => _newestFirst.First(c => c.Scores.Id == id).Values;

    public void Add(StoredContent content)
    {
        if (content.Bytes > LargestAnswer)
        {
            return;
        }

        _newestFirst.RemoveAll(c => c.Key == content.Key && c.Scores.Grid == content.Scores.Grid && Equals(c.Scores.Classes, content.Scores.Classes) && c.Scores.Score == content.Scores.Score);

        // Without the picture itself: a cache of answers must not keep pictures alive that the program holds in memory.
        _newestFirst.Insert(0, content with { Image = content.Image with { Content = null }, Scores = content.Scores with { Id = _next++ } });
        while (_newestFirst.Sum(c => c.Bytes) > Limit)
        {
            _newestFirst.RemoveAt(_newestFirst.Count - 1);
        }
    }

    public void Clear() => _newestFirst.Clear();
}
