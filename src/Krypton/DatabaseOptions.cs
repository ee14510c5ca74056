namespace Krypton;

/// <summary>How a database is opened, and with which settings its sessions begin; SET changes them for one session.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The catalog file, created when missing; null keeps the catalog in memory.</summary>
    public string? Path { get; set; }

    /// <summary>CPU threads for a query; null for all cores.</summary>
    public int? Threads { get; set; }

    /// <summary>Memory for a query, such as <c>2GB</c>; null for half of what the machine has.</summary>
    public string? MemoryLimit { get; set; }

    /// <summary>Memory for the activations of explained images that later queries reuse, such as <c>500MB</c>; null for none.</summary>
    public string? ActivationCache { get; set; }

    /// <summary>What a session of such a database begins with.</summary>
    /// <exception cref="FormatException">A value does not fit; the message says which would.</exception>
    internal void ApplyTo(SessionSettings settings)
    {
        foreach (var (name, value) in new[] { ("threads", Threads?.ToString()), ("memory_limit", MemoryLimit), ("activation_cache", ActivationCache) })
        {
            if (value is not null)
            {
                settings.TrySet(name, value);
            }
        }
    }
}
