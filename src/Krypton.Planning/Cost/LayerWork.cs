using Krypton.Models.Network;

namespace Krypton.Planning.Cost;

/// <summary>What a layer, or a part of one, asks of the machine: the quantities that coefficients turn into seconds.</summary>
/// <param name="Family">Whose coefficients count.</param>
/// <param name="Flops">Floating-point operations actually done, padding included.</param>
/// <param name="Bytes">Bytes of activations read, written and rearranged.</param>
/// <param name="FarBytes">Bytes of maps that a call reads and writes beyond what a cache holds, so that they come from memory.</param>
/// <param name="WeightBytes">Bytes of weights read, as often as they are read.</param>
/// <param name="Boxes">Boxes that are not empty: one for each position that changes the layer.</param>
/// <param name="Calls">Calls of the kernel: batches.</param>
public readonly record struct LayerWork(LayerFamily Family, double Flops, double Bytes, double FarBytes, double WeightBytes, double Boxes, double Calls);

/// <summary>What a layer costs.</summary>
/// <param name="Seconds">Estimated time.</param>
/// <param name="Flops">Floating-point operations actually done.</param>
/// <param name="Bytes">Bytes of activations and weights moved.</param>
public readonly record struct LayerCost(double Seconds, double Flops, double Bytes)
{
    public static LayerCost operator +(LayerCost a, LayerCost b) => new(a.Seconds + b.Seconds, a.Flops + b.Flops, a.Bytes + b.Bytes);
}
