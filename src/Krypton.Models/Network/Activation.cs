namespace Krypton.Models.Network;

public enum ActivationKind
{
    None,
    Relu,
    LeakyRelu,
    Clip,
    Sigmoid,
    HardSigmoid,
    HardSwish,
    Silu,
    Tanh,
    Elu,
}

/// <summary>An element-wise function. Alpha and Beta are ONNX's attributes of the same names; for Clip they are the bounds.</summary>
public readonly record struct Activation(ActivationKind Kind, float Alpha = 0, float Beta = 0)
{
    public static Activation None { get; } = new(ActivationKind.None);

    /// <summary>The scalar definition.</summary>
    public float Apply(float x) => Kind switch
    {
        ActivationKind.None => x,
        ActivationKind.Relu => Math.Max(0, x),
        ActivationKind.LeakyRelu => x < 0 ? Alpha * x : x,
        ActivationKind.Clip => Math.Min(Math.Max(x, Alpha), Beta),
        ActivationKind.Sigmoid => Sigmoid(x),
        ActivationKind.HardSigmoid => Math.Clamp((Alpha * x) + Beta, 0, 1),
        ActivationKind.HardSwish => x * Math.Clamp((x / 6) + 0.5f, 0, 1),
        ActivationKind.Silu => x * Sigmoid(x),
        ActivationKind.Tanh => (float)Math.Tanh(x),
        ActivationKind.Elu => x < 0 ? Alpha * (float)(Math.Exp(x) - 1) : x,
        _ => throw new InvalidOperationException($"no definition of {Kind}"),
    };

    private static float Sigmoid(float x) => (float)(1 / (1 + Math.Exp(-x)));
}
