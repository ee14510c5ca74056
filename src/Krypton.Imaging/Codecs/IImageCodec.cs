namespace Krypton.Imaging.Codecs;

/// <summary>What Krypton needs from an image library; the only seam to one, so that it can be swapped.</summary>
internal interface IImageCodec
{
    /// <summary>Decodes the first frame, upright, alpha dropped; reads the header first and refuses what is too large.</summary>
    /// <param name="encoded">The file's bytes, seekable.</param>
    /// <param name="name">What error messages call the image.</param>
    /// <param name="maximumPixels">Larger images throw before any pixel is decoded.</param>
    RgbImage Decode(Stream encoded, string name, long maximumPixels);

    /// <summary>Width and height of an encoded image, from its header.</summary>
    (int Width, int Height) ReadSize(Stream encoded, string name);

    byte[] EncodePng(RgbImage image);
}
