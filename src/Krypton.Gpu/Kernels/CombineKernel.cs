using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>The end of a convolution whose depth was split.</summary>
internal static class CombineKernel
{
    /// <summary>Adds up the splits in their order, then bias, residual and activation; the sums may lie where the output goes.</summary>
    public static void Combine(
        ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<Float4> bias, ArrayView<Float4> sums)
    {
        var place = Place.Of(new LayerTask { Pixels = task.Pixels, Count = task.Count, Output = task.Output }, boxes, task.GroupOutputs);
        if (place.Pixel >= task.Pixels)
        {
            return;
        }

        var at = (place.Pixel * task.GroupOutputs) + place.Channel;
        var (sum, split, apart) = (sums[at], 1, task.Pixels * task.GroupOutputs);

        // Four loads at once: one by one they would take as long as the convolution.
        for (; split + 3 < task.Splits; split += 4)
        {
            var (a, b, c, d) = (sums[at + (split * apart)], sums[at + ((split + 1) * apart)], sums[at + ((split + 2) * apart)], sums[at + ((split + 3) * apart)]);
            sum += a;
            sum += b;
            sum += c;
            sum += d;
        }

        for (; split < task.Splits; split++)
        {
            sum += sums[at + (split * apart)];
        }

        sum += bias[place.Channel];
        if (task.HasResidual != 0)
        {
            sum += Pixels.Load(data, below, Pixels.Address(boxes, inputs[task.Residual], place.Position, place.Y, place.X), place.Channel);
        }

        data[task.OutputData + (place.Pixel * task.Output.Stride) + place.Channel] = Functions.Apply(task.Activation, sum);
    }
}
