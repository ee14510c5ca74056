using Krypton.Execution.Incremental;

namespace Krypton.Execution.Inference;

/// <summary>What the plan decides about incremental inference.</summary>
/// <param name="Batch">Positions propagated together.</param>
/// <param name="Prune">Leave out what a patch shows exactly as the image does.</param>
/// <param name="TimeFullInference">Time a full inference too, which costs one or a few more; only where <paramref name="FullInference"/> is not known.</param>
/// <param name="Bases">Where base activations are kept for later queries, and under which key; null keeps none.</param>
/// <param name="FullInference">What a full inference of an image took an earlier query.</param>
public sealed record IncrementalOptions(
    int Batch, bool Prune = true, bool TimeFullInference = false, (ActivationCache Cache, string Key)? Bases = null, TimeSpan? FullInference = null);
