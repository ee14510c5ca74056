using Krypton.Execution.Runtime;
using Krypton.Models;

namespace Krypton.Execution.Inference;

/// <summary>Where one model's logits come from: straight from the network, or from ONNX Runtime, which runs the rest in full.</summary>
/// <param name="Outputs">The network's nodes that hold the logits, or the maps that the suffix reads.</param>
/// <param name="Suffix">The rest of the model; null when the network reaches the logits.</param>
/// <param name="Session">The suffix, loaded; not disposed here.</param>
/// <param name="Batch">Whole maps that ONNX Runtime gets at once.</param>
public sealed record ModelHead(IReadOnlyList<int> Outputs, Suffix? Suffix = null, RuntimeSession? Session = null, int Batch = 1);
