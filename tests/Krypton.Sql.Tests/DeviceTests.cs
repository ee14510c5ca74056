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

    [Fact]
    public void Models_can_be_analysed_on_images()
    {
        Assert.Equal(
            new AnalyzeModel(new Name("m", default), new StringLiteral("x/*.png", default), null, OcclusionClauses.None, default), One("ANALYZE MODEL m USING 'x/*.png'"));
        var analyze = (AnalyzeModel)One("ANALYZE MODEL @m USING films SAMPLE 30 WITH PATCH 16 STRIDE 4");
        Assert.Equal(new Parameter("m", default), analyze.Model);
        Assert.Equal(new NumberLiteral(30, default), analyze.Sample);
        Assert.NotNull(analyze.With.Stride);
    }
}
