namespace Krypton.Cli.Repl;

/// <summary>Statements line by line without editing; prompts go where they do not mix with answers.</summary>
internal sealed class PlainReader(TextReader input, TextWriter prompts) : IStatementReader
{
    public string? Read()
    {
        var text = "";
        prompts.Write(Prompts.First);
        while (input.ReadLine() is { } line)
        {
            text += text.Length == 0 ? line : $"\n{line}";
            if (Input.Completes(text))
            {
                return text;
            }

            prompts.Write(Prompts.Continued);
        }

        prompts.WriteLine();
        return text.Length == 0 ? null : text;
    }
}
