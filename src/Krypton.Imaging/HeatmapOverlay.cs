using System.Globalization;
using Krypton.Imaging.Drawing;

namespace Krypton.Imaging;

/// <summary>Draws a heatmap over its image for a person: heat, colour bar, title, a frame around the patch that mattered most.</summary>
public static class HeatmapOverlay
{
    private const int ComfortableSide = 512;
    private const int LongestScaledSide = 2048;
    private const int Margin = 22;
    private const int BarWidth = 18;
    private const int BarGap = 18;
    private const int LowestBar = 96;
    private const int TickSpace = 78;
    private const int NarrowestContent = 480;
    private const double TitleCap = 15;
    private const double TextCap = 10.5;
    private const double TickCap = 9.5;
    private const int LineHeight = 21;
    private const double Bold = 0.165;
    private const double Regular = 0.135;

    private static readonly (byte, byte, byte) Paper = (255, 255, 255);
    private static readonly (byte, byte, byte) Ink = (24, 26, 30);
    private static readonly (byte, byte, byte) Quiet = (84, 90, 99);

    /// <summary>
    /// The heat blended over the slightly desaturated image, enlarged by a whole factor, without any text: for a terminal, or
    /// to place elsewhere. Throws <see cref="ImageException"/> when the view holds no positions.
    /// </summary>
    public static RgbImage Blend(HeatmapView view, int factor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return Blend(view, Check(view), factor);
    }

    /// <summary>
    /// The whole picture: the image enlarged by a whole factor to 512 pixels or more where that stays reasonable, title and
    /// subtitle above (shortened with an ellipsis), colour bar at the right, the largest drop and its place below.
    /// </summary>
    public static RgbImage Render(HeatmapView view)
    {
        var field = Check(view);
        var factor = Factor(view.Image);
        var picture = Outline(view, field, Blend(view, field, factor), factor);
        var content = Math.Max(picture.Width + BarGap + BarWidth + TickSpace, NarrowestContent);
        var lines = view.Subtitle.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var pictureTop = Margin + (int)TitleCap + 14 + (lines.Length * LineHeight) + 4;
        var barHeight = Math.Max(picture.Height, LowestBar);
        var footerTop = pictureTop + barHeight + 14;
        var canvas = new Canvas(content + (2 * Margin), footerTop + (int)TextCap + Margin, Paper);

        canvas.Text(Canvas.Ellipsize(view.Title, TitleCap, content, tail: 24), Margin, Margin, TitleCap, Bold, Ink);
        for (var i = 0; i < lines.Length; i++)
        {
            var top = Margin + TitleCap + 14 + (i * LineHeight);
            canvas.Text(Canvas.Ellipsize(lines[i], TextCap, content), Margin, top, TextCap, Regular, Quiet);
        }

        var left = Margin + ((content - picture.Width - BarGap - BarWidth - TickSpace) / 2);
        canvas.Draw(picture, left, pictureTop);
        DrawBar(canvas, field, left + picture.Width + BarGap, pictureTop, barHeight);
        canvas.Text(Canvas.Ellipsize(Footer(view, field), TextCap, content), Margin, footerTop, TextCap, Regular, Quiet);
        return canvas.ToImage();
    }

    private static HeatField Check(HeatmapView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentOutOfRangeException.ThrowIfLessThan(view.StrideHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(view.StrideWidth, 1);
        return view.Drop.Length > 0
            ? new HeatField(view)
            : throw new ImageException("The heatmap has no positions to draw. Make the patch smaller or the region larger.");
    }

    private static int Factor(RgbImage image)
    {
        var wanted = (ComfortableSide + Math.Min(image.Width, image.Height) - 1) / Math.Min(image.Width, image.Height);
        return Math.Clamp(wanted, 1, Math.Max(1, LongestScaledSide / Math.Max(image.Width, image.Height)));
    }

    private static RgbImage Blend(HeatmapView view, HeatField field, int factor)
    {
        var large = Resampler.Resize(view.Image, view.Image.Width * factor, view.Image.Height * factor);
        var rgb = new byte[large.Rgb.Length];
        for (int y = 0, at = 0; y < large.Height; y++)
        {
            for (var x = 0; x < large.Width; x++, at += 3)
            {
                var (color, opacity) = field.Paint(field.At((x + 0.5) / factor, (y + 0.5) / factor));
                var (r, g, b) = (large.Rgb[at], large.Rgb[at + 1], large.Rgb[at + 2]);
                var gray = Preprocessing.Luma(r, g, b);
                rgb[at] = Canvas.Mix(Muted(r, gray), color.R, opacity);
                rgb[at + 1] = Canvas.Mix(Muted(g, gray), color.G, opacity);
                rgb[at + 2] = Canvas.Mix(Muted(b, gray), color.B, opacity);
            }
        }

        return new RgbImage(large.Width, large.Height, rgb);
    }

    private static double Muted(byte channel, byte gray) => (0.5 * channel) + (0.5 * gray);

    /// <summary>A white frame between dark lines, to stand out on any picture.</summary>
    private static RgbImage Outline(HeatmapView view, HeatField field, RgbImage picture, int factor)
    {
        if (field.Highest <= 0)
        {
            return picture;
        }

        var canvas = new Canvas(picture.Width, picture.Height, Paper);
        canvas.Draw(picture, 0, 0);
        var left = (view.OriginX + (field.HottestColumn * view.StrideWidth)) * factor;
        var top = (view.OriginY + (field.HottestRow * view.StrideHeight)) * factor;
        var (width, height) = (view.PatchWidth * factor, view.PatchHeight * factor);
        canvas.Frame(left, top, width, height, 4, Ink);
        canvas.Frame(left + 1, top + 1, width - 2, height - 2, 2, Paper);
        return canvas.ToImage();
    }

    private static void DrawBar(Canvas canvas, HeatField field, int left, int top, int height)
    {
        var (low, high) = (field.Lowest, field.Highest);
        var labelSpace = (int)TickCap + 10;
        canvas.Text("drop", left, top, TickCap, Regular, Quiet);
        (top, height) = (top + labelSpace, height - labelSpace);
        canvas.Fill(left, top, BarWidth, height, (226, 228, 231));
        for (var row = 0; row < height && field.Scale > 0; row++)
        {
            var (color, opacity) = field.Paint(high - ((row + 0.5f) / height * (high - low)));
            canvas.Fill(left, top + row, BarWidth, 1, opacity > 0 ? color : ((byte)226, (byte)228, (byte)231));
        }

        canvas.Frame(left, top, BarWidth, height, 1, Quiet);
        foreach (var (value, label) in Ticks.Between(low, high, height / 50))
        {
            var y = high > low ? (int)((high - value) / (high - low) * (height - 1)) : height - 1;
            canvas.Fill(left + BarWidth, top + y, 5, 1, Quiet);
            var textTop = Math.Clamp(top + y - (TickCap / 2) + 0.5, top, top + height - TickCap);
            canvas.Text(label, left + BarWidth + 10, textTop, TickCap, Regular, Ink);
        }
    }

    private static string Footer(HeatmapView view, HeatField field)
    {
        if (field.Highest <= 0)
        {
            return "no patch lowers the score";
        }

        var x = view.OriginX + (field.HottestColumn * view.StrideWidth);
        var y = view.OriginY + (field.HottestRow * view.StrideHeight);
        return string.Create(CultureInfo.InvariantCulture, $"largest drop {field.Highest:0.####} with the patch at x {x}, y {y} (framed)");
    }
}
