using System.Text.Json.Nodes;

namespace Krypton.Studio.Runs;

/// <summary>What an analysed plan says of its positions.</summary>
internal sealed class PositionCounts
{
    public PositionCounts(JsonNode plan)
    {
        foreach (var root in plan["plan"]!.AsArray())
        {
            Count(root!);
        }
    }

    /// <summary>Positions that were computed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Positions that were read from earlier answers and views; one that several hold counts for each.</summary>
    public long Reused { get; private set; }

    private void Count(JsonNode node)
    {
        var positions = (long)((double?)node["actual"]?["positions"] ?? 0);
        switch ((string?)node["operator"])
        {
            case "Evaluate":
                Evaluated += positions;
                break;
            case "AnswerScan" or "ViewScan":
                Reused += positions;
                break;
        }

        foreach (var input in node["inputs"]?.AsArray() ?? [])
        {
            Count(input!);
        }
    }
}
