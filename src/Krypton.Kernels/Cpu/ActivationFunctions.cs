using System.Numerics.Tensors;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Activations over runs of floats, in place.</summary>
internal static unsafe class ActivationFunctions
{
    private const int Chunk = 512;

    public static void Apply(Activation activation, float* data, long count)
    {
        Span<float> scratch = stackalloc float[Chunk];
        for (long at = 0; at < count; at += Chunk)
        {
            var part = new Span<float>(data + at, (int)Math.Min(Chunk, count - at));
            Apply(activation, part, scratch[..part.Length]);
        }
    }

    private static void Apply(Activation activation, Span<float> x, Span<float> scratch)
    {
        switch (activation.Kind)
        {
            case ActivationKind.None:
                break;
            case ActivationKind.Relu:
                TensorPrimitives.Max(x, 0, x);
                break;
            case ActivationKind.Clip:
                TensorPrimitives.Max(x, activation.Alpha, x);
                TensorPrimitives.Min(x, activation.Beta, x);
                break;
            case ActivationKind.Sigmoid:
                TensorPrimitives.Sigmoid(x, x);
                break;
            case ActivationKind.Tanh:
                TensorPrimitives.Tanh(x, x);
                break;
            case ActivationKind.Silu:
                TensorPrimitives.Sigmoid(x, scratch);
                TensorPrimitives.Multiply(x, scratch, x);
                break;
            case ActivationKind.HardSigmoid or ActivationKind.HardSwish:
                var swish = activation.Kind == ActivationKind.HardSwish;
                TensorPrimitives.Multiply(x, swish ? 1f / 6 : activation.Alpha, scratch);
                TensorPrimitives.Add(scratch, swish ? 0.5f : activation.Beta, scratch);
                TensorPrimitives.Max(scratch, 0, scratch);
                TensorPrimitives.Min(scratch, 1, scratch);
                if (swish)
                {
                    TensorPrimitives.Multiply(x, scratch, x);
                }
                else
                {
                    scratch.CopyTo(x);
                }

                break;
            case ActivationKind.LeakyRelu:
                // max(x, 0) + alpha · min(x, 0) needs no branch.
                TensorPrimitives.Min(x, 0, scratch);
                TensorPrimitives.Max(x, 0, x);
                TensorPrimitives.MultiplyAdd(scratch, activation.Alpha, x, x);
                break;
            case ActivationKind.Elu:
                TensorPrimitives.Min(x, 0, scratch);
                TensorPrimitives.Exp(scratch, scratch);
                TensorPrimitives.Subtract(scratch, 1, scratch);
                TensorPrimitives.Max(x, 0, x);
                TensorPrimitives.MultiplyAdd(scratch, activation.Alpha, x, x);
                break;
            default:
                throw new InvalidOperationException($"no kernel for {activation.Kind}");
        }
    }
}
