namespace Krypton.Studio;

/// <summary>What users may ask of Studio, all in bytes or counts.</summary>
public sealed record StudioLimits
{
    public long ImageBytes { get; init; } = 32L << 20;

    /// <summary>Decoding takes 7 bytes a pixel.</summary>
    public long ImagePixels { get; init; } = 40_000_000;

    public long ModelBytes { get; init; } = 640L << 20;

    public long LabelsBytes { get; init; } = 1L << 20;

    public int Images { get; init; } = 1000;

    public int Models { get; init; } = 100;

    /// <summary>Bytes of all uploads together.</summary>
    public long UploadBytes { get; init; } = 8L << 30;

    public int ScriptCharacters { get; init; } = 20_000;

    /// <summary>Runs of one user that wait or run.</summary>
    public int OpenRunsOfOne { get; init; } = 8;

    public int OpenRuns { get; init; } = 200;

    /// <summary>Finished runs of one user whose results are kept; the oldest go first.</summary>
    public int KeptRunsOfOne { get; init; } = 24;

    /// <summary>Bytes of all kept results together.</summary>
    public long KeptBytes { get; init; } = 256L << 20;
}
