namespace Krypton.Imaging;

/// <summary>How an image of another size is brought to the model's.</summary>
public enum ResizeMode
{
    /// <summary>The shorter side is scaled to the input and the centre is cut out.</summary>
    Crop,

    /// <summary>Both sides are scaled to the input, changing proportions.</summary>
    Stretch,

    /// <summary>The whole image is fitted inside and centred on black.</summary>
    Pad,
}
