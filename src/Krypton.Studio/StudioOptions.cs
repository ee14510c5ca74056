using System.Net;

namespace Krypton.Studio;

/// <summary>How Studio is started.</summary>
public sealed record StudioOptions
{
    /// <summary>A token shorter than this can be guessed.</summary>
    public const int ShortestToken = 12;

    /// <summary>The address to listen on: an IP address, or localhost.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; } = 8420;

    /// <summary>What a browser must show to be let in; null lets everyone in who reaches the address.</summary>
    public string? Token { get; init; }

    /// <summary>Where uploads, names and views are kept.</summary>
    public string Data { get; init; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "krypton", "studio");

    /// <summary>Lets query text name any file and run any statement.</summary>
    public bool AllowPaths { get; init; }

    public StudioLimits Limits { get; init; } = new();

    /// <summary>Whether only this machine can reach Studio.</summary>
    public bool IsLoopback => Address is { } address && IPAddress.IsLoopback(address);

    /// <summary>The address of <see cref="Host"/>; null when it is none.</summary>
    public IPAddress? Address => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? address : null;

    /// <summary>Why Studio must not be started like this, with the remedy; null when it may.</summary>
    public string? Mistake() =>
        Address is null ? $"'{Host}' is no address; --host takes an IP address, such as 127.0.0.1 or 0.0.0.0"
        : Port is < 0 or > 65535 ? $"{Port} is no port; --port takes a number from 0 to 65535"
        : Token is { } token && token.Length < ShortestToken ? $"the token is too short; --token takes at least {ShortestToken} characters"
        : Token is null && !IsLoopback ? $"other machines would reach Studio on {Host}; say --token with at least {ShortestToken} characters that a browser must show"
        : null;
}
