using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Physical;

/// <summary>How a query is answered: immutable operators that execution turns into running ones.</summary>
public abstract record PhysicalNode;

/// <summary>One full inference of the original image that keeps every layer's activation; bytes of activations.</summary>
public sealed record PhysicalMaterializeBase(int Layers, long Bytes) : PhysicalNode;

/// <summary>Positions propagated as rectangles over the base, <paramref name="Batch"/> at a time.</summary>
/// <param name="Work">Floating-point operations against those of full inference, 0 to 1.</param>
public sealed record PhysicalIncrementalSegment(PhysicalMaterializeBase Base, int Batch, double Work) : PhysicalNode;

/// <summary>The rest of the model on ONNX Runtime, whole maps of <paramref name="Batch"/> positions at a time.</summary>
/// <param name="Operators">What Krypton does not run itself.</param>
public sealed record PhysicalRuntimeSuffix(PhysicalIncrementalSegment Input, Seq<string> Operators, int Batch) : PhysicalNode;

/// <summary>Every occluded image in full on ONNX Runtime.</summary>
/// <param name="Reason">Why nothing better was chosen.</param>
public sealed record PhysicalNaiveInference(int Batch, string Reason) : PhysicalNode;

/// <summary>Scores of every position of the grid, arranged as heatmaps.</summary>
public sealed record PhysicalAssembleHeatmaps(PhysicalNode Scores, PatchGrid Grid) : PhysicalNode;
