using Krypton.Results;

namespace Krypton.Data.Running;

/// <summary>What a running script hands to its reader.</summary>
internal abstract record ScriptPart;

/// <summary>Heatmaps of the running explanation that are complete; more may come.</summary>
internal sealed record FinishedMaps(IReadOnlyList<Heatmap> Maps) : ScriptPart;

/// <summary>A statement's whole answer. Where heatmaps of it came before, they are in it again.</summary>
internal sealed record Answered(QueryResult Result) : ScriptPart;
