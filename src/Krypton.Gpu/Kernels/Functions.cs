using ILGPU.Algorithms;
using Krypton.Models.Network;

namespace Krypton.Gpu.Kernels;

/// <summary>An element-wise function as kernels see it.</summary>
internal struct Function
{
    public int Kind;
    public float Alpha;
    public float Beta;

    public static Function Of(Activation activation) => new() { Kind = (int)activation.Kind, Alpha = activation.Alpha, Beta = activation.Beta };
}

/// <summary>Element-wise functions on the device.</summary>
internal static class Functions
{
    public static Float4 Apply(Function f, Float4 x) => f.Kind == (int)ActivationKind.None
        ? x
        : f.Kind == (int)ActivationKind.Relu
            ? new Float4(Math.Max(0, x.X), Math.Max(0, x.Y), Math.Max(0, x.Z), Math.Max(0, x.W))
            : new Float4(Apply(f, x.X), Apply(f, x.Y), Apply(f, x.Z), Apply(f, x.W));

    public static float Apply(Function f, float x)
    {
        switch ((ActivationKind)f.Kind)
        {
            case ActivationKind.Relu:
                return Math.Max(0, x);
            case ActivationKind.LeakyRelu:
                return x < 0 ? f.Alpha * x : x;
            case ActivationKind.Clip:
                return Math.Min(Math.Max(x, f.Alpha), f.Beta);
            case ActivationKind.Sigmoid:
                return Sigmoid(x);
            case ActivationKind.HardSigmoid:
                return Math.Min(Math.Max((f.Alpha * x) + f.Beta, 0), 1);
            case ActivationKind.HardSwish:
                return x * Math.Min(Math.Max((x / 6) + 0.5f, 0), 1);
            case ActivationKind.Silu:
                return x * Sigmoid(x);
            case ActivationKind.Tanh:
                return Tanh(x);
            case ActivationKind.Elu:
                return x < 0 ? f.Alpha * (XMath.Exp(x) - 1) : x;
            default:
                return x;
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + XMath.Exp(-x));

    /// <summary>By exponentials, except near zero where their difference would lose digits.</summary>
    private static float Tanh(float x)
    {
        var square = x * x;
        if (square < 0.01f)
        {
            return x * (1 - (square * ((1f / 3) - (square * (2f / 15)))));
        }

        var e = XMath.Exp(-2 * Math.Abs(x));
        var value = (1 - e) / (1 + e);
        return x < 0 ? -value : value;
    }
}
