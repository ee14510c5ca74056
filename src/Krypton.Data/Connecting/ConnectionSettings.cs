using System.Globalization;

namespace Krypton.Data.Connecting;

/// <summary>What a connection string says about a session's settings.</summary>
internal static class ConnectionSettings
{
    /// <exception cref="FormatException">A value does not fit; the message says which would.</exception>
    public static void Apply(KryptonConnectionStringBuilder options, SessionSettings settings)
    {
        if (options.Threads > 0)
        {
            settings.TrySet("threads", options.Threads.ToString(CultureInfo.InvariantCulture));
        }

        if (options.MemoryLimit.Length > 0)
        {
            settings.TrySet("memory_limit", options.MemoryLimit);
        }

        if (options.Device.Length > 0 && !settings.TrySet("device", options.Device) && !options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"there is no device '{options.Device}'; SHOW DEVICES lists what there is");
        }
    }
}
