using Krypton.Cli.Repl;

namespace Krypton.Tests.Cli;

/// <summary>What the console makes of control sequences it does not know: ESC, and then characters.</summary>
public class KeyDecoderTests
{
    private static List<Stroke> Decoded(string characters)
    {
        var keys = new Queue<char>(characters);
        var decoder = new KeyDecoder(() => Key(keys.Dequeue()), () => keys.Count > 0);
        var strokes = new List<Stroke>();
        while (keys.Count > 0 || decoder.HasPushedBack)
        {
            strokes.Add(decoder.Next());
        }

        return strokes;
    }

    private static ConsoleKeyInfo Key(char c) => new(c, c == '\u001b' ? ConsoleKey.Escape : default, false, false, false);

    private static Stroke Typed(char c) => new Stroke.Key(Key(c));

    [Fact]
    public void A_paste_is_one_stroke_with_line_breaks_as_such() =>
        Assert.Equal([Typed('a'), new Stroke.Paste("x;\n\ty\u001b[1m\n"), Typed('b')], Decoded("a\u001b[200~x;\r\ty\u001b[1m\r\n\u001b[201~b"));

    [Fact]
    public void Answers_and_unknown_keys_are_sequences() =>
        Assert.Equal([new Stroke.Sequence("?62;4c"), Typed('a'), new Stroke.Sequence("57399u")], Decoded("\u001b[?62;4ca\u001b[57399u"));

    [Fact]
    public void Escape_alone_and_before_another_key_is_a_key()
    {
        Assert.Equal([Typed('\u001b')], Decoded("\u001b"));
        Assert.Equal([Typed('\u001b'), Typed('a')], Decoded("\u001ba"));
    }
}
