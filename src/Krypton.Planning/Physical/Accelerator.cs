using Krypton.Planning.Cost;

namespace Krypton.Planning.Physical;

/// <summary>A device beside the CPU that plans may use.</summary>
/// <param name="Name">The name that SET device takes.</param>
/// <param name="MemoryBytes">Bytes of its own memory that a plan may fill.</param>
/// <param name="Profile">What it costs.</param>
/// <param name="Precisions">The precisions of products that SET precision allows; the cheapest is taken.</param>
/// <param name="Required">Asked for by name: the CPU does not compete.</param>
public sealed record Accelerator(string Name, long MemoryBytes, AcceleratorProfile Profile, IReadOnlyList<string> Precisions, bool Required);
