namespace Krypton.Gpu;

/// <summary>A device that is missing or cannot do what was asked: the message says why, and the remedy.</summary>
public sealed class GpuException(string message, Exception? inner = null) : Exception(message, inner);
