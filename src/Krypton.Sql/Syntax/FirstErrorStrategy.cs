using Antlr4.Runtime;
using Antlr4.Runtime.Misc;

namespace Krypton.Sql.Syntax;

/// <summary>
/// Stops at the first mistake. Remembers every word the parser looked for since it last accepted one: once it has left an
/// optional clause, ANTLR alone would no longer know that the clause could have stood there, and could not suggest it.
/// </summary>
/// <param name="error">Makes what is thrown, from the parser and the words it looked for.</param>
internal sealed class FirstErrorStrategy(Func<Parser, IntervalSet, Exception> error) : IAntlrErrorStrategy
{
    private readonly IntervalSet _lookedFor = new();

    public void Sync(Parser recognizer) => _lookedFor.AddAll(recognizer.Atn.NextTokens(recognizer.Atn.states[recognizer.State]));

    public void ReportMatch(Parser recognizer) => _lookedFor.Clear();

    public void Reset(Parser recognizer) => _lookedFor.Clear();

    public IToken RecoverInline(Parser recognizer) => throw Error(recognizer);

    public void ReportError(Parser recognizer, RecognitionException e) => throw Error(recognizer);

    public void Recover(Parser recognizer, RecognitionException e) => throw Error(recognizer);

    public bool InErrorRecoveryMode(Parser recognizer) => false;

    private Exception Error(Parser recognizer)
    {
        _lookedFor.AddAll(recognizer.GetExpectedTokens());
        return error(recognizer, _lookedFor);
    }
}
