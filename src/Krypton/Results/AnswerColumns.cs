namespace Krypton.Results;

/// <summary>The columns of answers that are known before a query runs.</summary>
public static class AnswerColumns
{
    /// <summary>
    /// Of EXPLAIN OCCLUSION: a row for every position, class and image. <c>predicted</c> is the class the model says with the patch
    /// there, null where only the explained class's score is known; <c>exact</c> is false where APPROX estimated the score.
    /// </summary>
    public static IReadOnlyList<Column> Explanation { get; } =
    [
        new("image", typeof(string)), new("model", typeof(string)), new("class", typeof(int)), new("label", typeof(string)),
        new("row", typeof(int)), new("col", typeof(int)), new("y", typeof(int)), new("x", typeof(int)),
        new("height", typeof(int)), new("width", typeof(int)), new("score", typeof(float)), new("drop", typeof(float)),
        new("predicted", typeof(string)), new("exact", typeof(bool)),
    ];

    /// <summary>The column that SQL has beside those where a statement names it, and the functions that take it.</summary>
    public static IReadOnlyList<string> MapFunctions { get; } = ["map", "deletion_auc", "insertion_auc", "pointing_game", "iou"];

    /// <summary>Of PREDICT: a row for each of the most probable classes of an image.</summary>
    public static IReadOnlyList<Column> Prediction { get; } =
    [
        new("image", typeof(string)), new("model", typeof(string)), new("rank", typeof(int)), new("class", typeof(int)),
        new("label", typeof(string)), new("probability", typeof(float)), new("logit", typeof(float)),
    ];
}
