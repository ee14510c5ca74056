using System.Numerics.Tensors;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>The end of a layer whose store could not finish it: the residual is added, then comes the activation.</summary>
internal static unsafe class Residual
{
    /// <summary>Finishes <paramref name="width"/> pixels of a row, the first of which is (y, x) of the map.</summary>
    /// <param name="residual">What is added; null for nothing.</param>
    public static void Finish(Overlay? residual, Activation activation, int position, int y, int x, int width, float* to, int stride)
    {
        for (var i = 0; i < width && residual is not null; i++)
        {
            var pixel = new Span<float>(to + ((nint)i * stride), stride);
            TensorPrimitives.Add(pixel, new ReadOnlySpan<float>(residual.Pixel(position, y, x + i), stride), pixel);
        }

        ActivationFunctions.Apply(activation, to, (long)width * stride);
    }
}
