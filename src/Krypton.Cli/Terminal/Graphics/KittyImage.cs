using System.Text;
using Krypton.Imaging;

namespace Krypton.Cli.Terminal.Graphics;

/// <summary>A picture in the graphics protocol of kitty: a PNG file as base64 in pieces of at most 4,096 characters.</summary>
internal static class KittyImage
{
    private const int LongestPiece = 4096;

    /// <param name="columns">Characters that the picture is scaled to, keeping its proportions.</param>
    public static string Encode(RgbImage image, int columns)
    {
        var data = Convert.ToBase64String(ImageFile.EncodePng(image));
        var text = new StringBuilder();
        for (var at = 0; at < data.Length; at += LongestPiece)
        {
            var piece = data.AsSpan(at, Math.Min(LongestPiece, data.Length - at));
            var more = at + piece.Length < data.Length ? 1 : 0;

            // q=2: the terminal answers nothing, for the answer would be taken for keys.
            var keys = at == 0 ? $"a=T,f=100,q=2,c={columns},m={more}" : $"q=2,m={more}";
            text.Append($"\u001b_G{keys};").Append(piece).Append("\u001b\\");
        }

        return text.Append('\n').ToString();
    }
}
