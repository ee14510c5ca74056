using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Data.Running;

/// <summary>What a command asks for.</summary>
/// <param name="Timeout">Seconds; 0 for no limit.</param>
/// <param name="SchemaOnly">Only the columns of result sets.</param>
internal sealed record ScriptJob(Session Session, string Script, Seq<Statement> Statements, IReadOnlyDictionary<string, object?> Parameters, int Timeout, bool SchemaOnly);
