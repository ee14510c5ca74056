using System.Security.Cryptography;
using System.Text;

namespace Krypton.Stored;

/// <summary>What scores depend on besides the position: the model's and the picture's content, preprocessing, patch and fill.</summary>
/// <param name="Text">Equal for equal dependencies; changes with any byte of the files.</param>
internal readonly record struct ScoreKey(string Text)
{
    public static ScoreKey Of(string model, string image, string fill, int patchHeight, int patchWidth)
    {
        var parts = string.Join('\n', model, image, fill, $"{patchHeight}x{patchWidth}");
        return new ScoreKey(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts))));
    }
}
