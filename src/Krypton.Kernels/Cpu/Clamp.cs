using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>The bounds that a kernel's store applies for free, and what of an activation is left to do afterwards.</summary>
internal readonly record struct Clamp(float Low, float High, Activation Rest)
{
    public static Clamp Nothing { get; } = new(float.NegativeInfinity, float.PositiveInfinity, Activation.None);

    public static Clamp Of(Activation activation) => activation.Kind switch
    {
        ActivationKind.Relu => new(0, float.PositiveInfinity, Activation.None),
        ActivationKind.Clip when activation.Alpha <= activation.Beta => new(activation.Alpha, activation.Beta, Activation.None),
        _ => Nothing with { Rest = activation },
    };
}
