namespace Krypton.Studio.Endpoints;

/// <summary>What was asked for is not there, or not the asker's.</summary>
internal sealed class NotFoundException(string message) : Exception(message);
