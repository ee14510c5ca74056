namespace Krypton.Cli;

/// <summary>Standard output cannot be written: the disk is full, or nobody reads.</summary>
internal sealed class OutputException(Exception inner) : Exception($"cannot write to standard output: {inner.Message.TrimEnd('.')}", inner);
