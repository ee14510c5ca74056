using Krypton.Planning.Cost;

namespace Krypton.Catalog;

/// <summary>The machine's coefficients: those that ANALYZE DEVICE measured and the catalog keeps, else the defaults.</summary>
internal sealed class DeviceProfiles(CatalogFile file)
{
    private const string Cpu = "cpu";

    private DeviceProfile? _current;

    /// <summary>Whether the coefficients were measured on this machine.</summary>
    public bool Measured { get; private set; }

    public DeviceProfile Current => _current ??= Read();

    public void Save(DeviceProfile profile)
    {
        file.Change(change => change.Run(
            "INSERT INTO device (name, profile) VALUES ($name, $profile) ON CONFLICT (name) DO UPDATE SET profile = $profile", ("$name", Cpu), ("$profile", profile.ToJson())));
        (_current, Measured) = (profile, true);
    }

    private DeviceProfile Read()
    {
        if (file.Query("SELECT profile FROM device WHERE name = $name", r => r.GetString(0), ("$name", Cpu)) is [var json])
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
