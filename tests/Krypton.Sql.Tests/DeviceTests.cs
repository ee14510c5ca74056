using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class DeviceTests
{
    [Fact]
    public void Devices_can_be_listed_and_measured()
    {
        Assert.Equal(new ShowDevices(default), One("SHOW DEVICES"));
        Assert.Equal(new AnalyzeDevice(default), One("ANALYZE DEVICE"));
    }
}
