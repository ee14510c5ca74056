using System.Globalization;
using System.Text.RegularExpressions;
using Krypton.Cli.Terminal;
using Krypton.Cli.Terminal.Graphics;
using Krypton.Imaging;

namespace Krypton.Tests.Cli;

/// <summary>Pictures for terminals, decoded again.</summary>
public partial class GraphicsTests
{
    // Not a multiple of six in height, with runs, single pixels and every channel.
    private static readonly RgbImage Picture = new(90, 20, [.. Enumerable.Range(0, 90 * 20).SelectMany(i => new[] { (byte)(i % 90 * 255 / 89), (byte)(i / 90 * 12), (byte)(i % 90 < 40 ? 200 : i * 37) })]);

    [Fact]
    public void Kitty_pictures_are_png_files_in_pieces_that_ask_for_no_answer()
    {
        var rgb = new byte[90 * 90 * 3];
        new Random(1).NextBytes(rgb);
        var noise = new RgbImage(90, 90, rgb);
        var text = KittyImage.Encode(noise, 40);
        var pieces = KittyPiece().Matches(text).ToList();
        Assert.True(pieces.Count > 1);
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Value)) + "\n");
        Assert.StartsWith("a=T,f=100,q=2,c=40,m=1", pieces[0].Groups["keys"].Value, StringComparison.Ordinal);
        Assert.All(pieces, p => Assert.Contains("q=2", p.Groups["keys"].Value, StringComparison.Ordinal));
        Assert.All(pieces, p => Assert.InRange(p.Groups["data"].Length, 1, 4096));
        Assert.All(pieces.SkipLast(1), p => Assert.EndsWith("m=1", p.Groups["keys"].Value, StringComparison.Ordinal));
        Assert.EndsWith("m=0", pieces[^1].Groups["keys"].Value, StringComparison.Ordinal);
        var decoded = ImageFile.Decode(Convert.FromBase64String(string.Concat(pieces.Select(p => p.Groups["data"].Value))), "kitty");
        Assert.Equal(noise.Rgb, decoded.Rgb);
    }

    [Fact]
    public void Sixels_give_every_pixel_back_within_a_step_of_the_colour_cube()
    {
        var decoded = DecodeSixel(SixelImage.Encode(Picture));
        Assert.Equal((Picture.Width, Picture.Height), (decoded.Width, decoded.Height));
        var worst = Picture.Rgb.Zip(decoded.Rgb, (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(worst, 0, 27);
    }

    [Fact]
    public void Sixels_count_runs() => Assert.InRange(SixelImage.Encode(RgbImage.Solid(600, 6, 255, 0, 0)).Length, 1, 60);

    [Theory]
    [InlineData("?62;4;22c", true, true)]
    [InlineData("?64;14c", true, false)]
    [InlineData("?4c", true, false)]
    [InlineData("6;20;10t", false, false)]
    public void A_terminal_says_whether_it_has_sixels(string reply, bool attributes, bool sixel) =>
        Assert.Equal((attributes, sixel), (TerminalReply.IsAttributes(reply), TerminalReply.HasSixel(reply)));

    [Theory]
    [InlineData("6;20;10t", 10, 20)]
    [InlineData("6;0;10t", null, null)]
    [InlineData("4;400;300t", null, null)]
    [InlineData("?62c", null, null)]
    public void A_terminal_says_how_large_its_characters_are(string reply, int? width, int? height) =>
        Assert.Equal(width is null ? null : (width.Value, height!.Value), TerminalReply.CellSize(reply));

    [Theory]
    [InlineData(true, "KITTY_WINDOW_ID=1", "TERM=xterm-256color")]
    [InlineData(true, "TERM=xterm-kitty")]
    [InlineData(true, "TERM_PROGRAM=ghostty", "TERM=xterm-256color")]
    [InlineData(false, "TERM=xterm-256color")]
    [InlineData(false, "TERM=screen-256color", "KITTY_WINDOW_ID=1")]
    [InlineData(false, "TERM=xterm-256color", "KITTY_WINDOW_ID=1", "TMUX=/tmp/x")]
    [InlineData(false, "TERM=xterm-kitty", "NO_COLOR=1")]
    [InlineData(false, "TERM=dumb", "KITTY_WINDOW_ID=1")]
    public void Kitty_is_known_by_the_environment(bool kitty, params string[] variables)
    {
        var environment = variables.Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        Assert.Equal(kitty, TerminalCapabilities.Redirected.With(environment.GetValueOrDefault).Graphics == TerminalGraphics.Kitty);
    }

    [GeneratedRegex(@"\u001b_G(?<keys>[^;]*);(?<data>[A-Za-z0-9+/=]*)\u001b\\")]
    private static partial Regex KittyPiece();

    /// <summary>The sixel language as far as encoders use it: raster size, colours in RGB, repeats, and both kinds of return.</summary>
    private static RgbImage DecodeSixel(string text)
    {
        Assert.StartsWith("\u001bP", text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b\\\n", text, StringComparison.Ordinal);
        var at = text.IndexOf('q', StringComparison.Ordinal) + 1;
        int[] Numbers()
        {
            var start = at;
            while (char.IsDigit(text[at]) || text[at] == ';')
            {
                at++;
            }

            return [.. text[start..at].Split(';').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        }

        var colors = new Dictionary<int, byte[]>();
        var (width, height, x, y, color, repeat) = (0, 0, 0, 0, 0, 1);
        byte[] rgb = [];
        while (text[at] != '\u001b')
        {
            switch (text[at++])
            {
                case '"':
                    (width, height) = Numbers() is [1, 1, var w, var h] ? (w, h) : throw new FormatException("no raster size");
                    rgb = new byte[width * height * 3];
                    break;
                case '#':
                    var numbers = Numbers();
                    color = numbers[0];
                    if (numbers is [_, 2, .. var percent])
                    {
                        colors[color] = [.. percent.Select(p => (byte)Math.Round(p * 2.55))];
                    }

                    break;
                case '!':
                    repeat = Numbers()[0];
                    break;
                case '$':
                    x = 0;
                    break;
                case '-':
                    (x, y) = (0, y + 6);
                    break;
                case var sixel and >= '?' and <= '~':
                    for (; repeat > 0; repeat--, x++)
                    {
                        for (var bit = 0; bit < 6; bit++)
                        {
                            if (((sixel - '?') >> bit & 1) != 0)
                            {
                                colors[color].CopyTo(rgb, (((y + bit) * width) + x) * 3);
                            }
                        }
                    }

                    repeat = 1;
                    break;
                case var other:
                    throw new FormatException($"'{other}' is no sixel");
            }
        }

        return new RgbImage(width, height, rgb);
    }
}
