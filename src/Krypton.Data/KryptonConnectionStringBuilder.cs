using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Krypton.Data;

/// <summary>Connection strings such as <c>Data Source=catalog.krypton;Threads=4;Memory Limit=2GB</c>.</summary>
public sealed class KryptonConnectionStringBuilder : DbConnectionStringBuilder
{
    private const string Memory = ":memory:";

    private static readonly Dictionary<string, string> Canonical = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Data Source"] = "Data Source", ["DataSource"] = "Data Source", ["Filename"] = "Data Source",
        ["Device"] = "Device",
        ["Threads"] = "Threads",
        ["Memory Limit"] = "Memory Limit", ["MemoryLimit"] = "Memory Limit",
        ["Command Timeout"] = "Command Timeout", ["Default Timeout"] = "Command Timeout",
        ["Pooling"] = "Pooling",
    };

    private static readonly string[] Names = [.. Canonical.Values.Distinct()];

    /// <summary>A builder with every value at its default.</summary>
    public KryptonConnectionStringBuilder()
    {
    }

    /// <summary>A builder with the string's values.</summary>
    /// <exception cref="ArgumentException">A keyword is unknown, or a value does not fit it.</exception>
    public KryptonConnectionStringBuilder(string? connectionString) => ConnectionString = connectionString;

    /// <summary>The catalog file, created when missing, or <c>:memory:</c> (also when left out) for one of this connection's own in memory.</summary>
    public string DataSource
    {
        get => Text("Data Source") is { Length: > 0 } path ? path : Memory;
        set => this["Data Source"] = value;
    }

    /// <summary>What queries run on, as SHOW DEVICES lists it; empty for whatever is fastest.</summary>
    public string Device
    {
        get => Text("Device");
        set => this["Device"] = value;
    }

    /// <summary>CPU threads for a query; 0 for all cores.</summary>
    public int Threads
    {
        get => Whole("Threads", 0);
        set => this["Threads"] = value;
    }

    /// <summary>Memory for a query, such as <c>2GB</c>; empty for half of what the machine has.</summary>
    public string MemoryLimit
    {
        get => Text("Memory Limit");
        set => this["Memory Limit"] = value;
    }

    /// <summary>Seconds after which a command is stopped, unless it says otherwise itself; 0, which is never, unless set.</summary>
    public int CommandTimeout
    {
        get => Whole("Command Timeout", 0);
        set => this["Command Timeout"] = value;
    }

    /// <summary>Whether a file and its models stay open after the last connection closes, for the next; true unless set.</summary>
    public bool Pooling
    {
        get => !TryGetValue("Pooling", out var value) || Truth(value);
        set => this["Pooling"] = value;
    }

    /// <inheritdoc/>
    public override bool IsFixedSize => true;

    /// <inheritdoc/>
    public override ICollection Keys => Names;

    /// <inheritdoc/>
    public override ICollection Values => Names.Select(n => this[n]).ToArray();

    /// <summary>A value by its keyword, in any case; its default where it is not set.</summary>
    /// <exception cref="ArgumentException">The keyword is unknown, or the value does not fit it.</exception>
    [AllowNull]
    public override object this[string keyword]
    {
        get => Name(keyword) switch
        {
            "Data Source" => DataSource,
            "Threads" => Threads,
            "Command Timeout" => CommandTimeout,
            "Pooling" => Pooling,
            var other => Text(other),
        };
        set
        {
            var name = Name(keyword);
            if (value is null)
            {
                base.Remove(name);
                return;
            }

            base[name] = name switch
            {
                "Threads" => Whole(name, value, 256),
                "Command Timeout" => Whole(name, value, int.MaxValue / 1000),
                "Pooling" => Truth(value),
                _ => value,
            };
        }
    }

    /// <inheritdoc/>
    public override bool ContainsKey(string keyword) => Canonical.ContainsKey(keyword);

    /// <inheritdoc/>
    public override bool ShouldSerialize(string keyword) => Canonical.TryGetValue(keyword, out var name) && base.ShouldSerialize(name);

    /// <inheritdoc/>
    public override bool Remove(string keyword) => Canonical.TryGetValue(keyword, out var name) && base.Remove(name);

    /// <inheritdoc/>
    public override bool TryGetValue(string keyword, [NotNullWhen(true)] out object? value)
    {
        value = null;
        return Canonical.TryGetValue(keyword, out var name) && base.TryGetValue(name, out value);
    }

    private static string Name(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        return Canonical.TryGetValue(keyword, out var name) ? name : throw new ArgumentException($"connection strings have no keyword '{keyword}'; they have {string.Join(", ", Names)}", nameof(keyword));
    }

    private static int Whole(string name, object value, int most) =>
        int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ArgumentException($"{name} must be a whole number from 0 to {most}, not '{value}'", nameof(value));

    private static bool Truth(object value) => value switch
    {
        bool known => known,
        _ when bool.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), out var parsed) => parsed,
        _ => throw new ArgumentException($"Pooling must be True or False, not '{value}'", nameof(value)),
    };

    private string Text(string name) => TryGetValue(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "";

    private int Whole(string name, int otherwise) => TryGetValue(name, out var value) ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : otherwise;
}
