using Krypton.Planning.Cost;

namespace Krypton.Catalog;

/// <summary>The machine's coefficients: those that ANALYZE DEVICE measured and the catalog keeps, else the defaults.</summary>
internal sealed class DeviceProfiles(CatalogFile file)
{
    private const string Cpu = "cpu";

    private readonly Dictionary<string, AcceleratorProfile> _accelerators = [];

    private DeviceProfile? _current;

    /// <summary>Whether the coefficients were measured on this machine.</summary>
    public bool Measured { get; private set; }

    public DeviceProfile Current => _current ??= Read();

    public void Save(DeviceProfile profile)
    {
        Store(Cpu, profile.ToJson());
        (_current, Measured) = (profile, true);
    }

    /// <summary>The figures of a device beside the CPU, measured or not.</summary>
    public AcceleratorProfile Accelerator(string device)
    {
        if (_accelerators.TryGetValue(device, out var known))
        {
            return known;
        }

        try
        {
            return _accelerators[device] = Stored(device) is { } json ? AcceleratorProfile.FromJson(json) : AcceleratorProfile.Default(device);
        }
        catch (DeviceProfileException e)
        {
            throw new CatalogException($"catalog '{file.Path}': {e.Message}", e);
        }
    }

    public void Save(AcceleratorProfile profile)
    {
        Store(profile.Device, profile.ToJson());
        _accelerators[profile.Device] = profile;
    }

    private void Store(string name, string json) => file.Change(change => change.Run(
        "INSERT INTO device (name, profile) VALUES ($name, $profile) ON CONFLICT (name) DO UPDATE SET profile = $profile", ("$name", name), ("$profile", json)));

    private string? Stored(string name) => file.Query("SELECT profile FROM device WHERE name = $name", r => r.GetString(0), ("$name", name)).FirstOrDefault();

    private DeviceProfile Read()
    {
        if (Stored(Cpu) is { } json)
        {
            try
            {
                var measured = DeviceProfile.FromJson(json);
                Measured = true;
                return measured;
            }
            catch (DeviceProfileException e)
            {
                throw new CatalogException($"catalog '{file.Path}': {e.Message}", e);
            }
        }

        return DeviceProfile.Default;
    }
}
