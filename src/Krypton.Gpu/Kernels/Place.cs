using ILGPU;

namespace Krypton.Gpu.Kernels;

/// <summary>The output that a thread computes: four channels (or one) of a pixel of a position's box.</summary>
internal struct Place
{
    public int Pixel;
    public int Position;
    public int Y;
    public int X;
    public int Channel;

    /// <summary>The thread's output where each pixel has <paramref name="channels"/> threads; its pixel lies beyond the last where there is none.</summary>
    public static Place Of(LayerTask task, ArrayView<BoxRecord> boxes, int channels)
    {
        var thread = (Grid.IdxX * Group.DimX) + Group.IdxX;
        var place = new Place { Pixel = thread / channels, Channel = thread % channels };
        if (place.Pixel >= task.Pixels)
        {
            return place;
        }

        place.Position = Pixels.Position(boxes, task.Output.Boxes, task.Count, place.Pixel);
        var box = boxes[task.Output.Boxes + place.Position];
        place.Y = box.Y + ((place.Pixel - box.FirstPixel) / box.Width);
        place.X = box.X + ((place.Pixel - box.FirstPixel) % box.Width);
        return place;
    }
}
