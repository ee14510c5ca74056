using System.Text;

namespace Krypton.Cli.Repl;

/// <summary>
/// Makes strokes of keys. The console knows the keys of terminals; of other control sequences it leaves the characters, which
/// must not be taken for typed ones.
/// </summary>
/// <param name="read">Waits for the next key.</param>
/// <param name="waiting">Whether a key is there, waiting a moment for what may just be on its way.</param>
internal sealed class KeyDecoder(Func<ConsoleKeyInfo> read, Func<bool> waiting)
{
    private const string PasteBegins = "200~";
    private const string PasteEnds = "\u001b[201~";

    private readonly Queue<ConsoleKeyInfo> _pushedBack = new();

    public bool HasPushedBack => _pushedBack.Count > 0;

    public Stroke Next()
    {
        var key = Take();
        if (key.Key != ConsoleKey.Escape || !IsThere())
        {
            return new Stroke.Key(key);
        }

        var next = Take();
        if (next.KeyChar != '[')
        {
            _pushedBack.Enqueue(next);
            return new Stroke.Key(key);
        }

        var sequence = Sequence();
        return sequence == PasteBegins ? new Stroke.Paste(Pasted()) : new Stroke.Sequence(sequence);
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (IsThere())
        {
            var character = Take().KeyChar;
            text.Append(character);
            if (character is >= '@' and <= '~')
            {
                break;
            }
        }

        return text.ToString();
    }

    private string Pasted()
    {
        var text = new StringBuilder();
        while (text.Length < PasteEnds.Length || text.ToString(text.Length - PasteEnds.Length, PasteEnds.Length) != PasteEnds)
        {
            if (Take().KeyChar is not '\0' and var character)
            {
                text.Append(character);
            }
        }

        // Terminals send line breaks as Enter would.
        return text.ToString(0, text.Length - PasteEnds.Length).ReplaceLineEndings("\n");
    }

    private bool IsThere() => HasPushedBack || waiting();

    private ConsoleKeyInfo Take() => _pushedBack.TryDequeue(out var key) ? key : read();
}
