namespace Krypton.Models;

/// <summary>A model that cannot be read or run: names the file or node and the remedy.</summary>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);
