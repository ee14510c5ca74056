using System.Globalization;
using Krypton.Imaging;

namespace Krypton.Tests.Engine;

public sealed class OutputTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_csv_holds_every_position_and_reads_back_exactly()
    {
        var map = _engine.One($"EXPLAIN OCCLUSION ON film USING chest WITH PATCH 40 STRIDE 40 INTO '{_folder.File("map.csv")}'").Heatmaps[0];
        var lines = File.ReadAllLines(_folder.File("map.csv"));
        Assert.Equal("image,model,class,label,row,col,y,x,height,width,score,drop,predicted,exact", lines[0]);
        Assert.Equal(1 + map.Grid.Count, lines.Length);
        var cells = lines[^1].Split(',');
        Assert.Equal(map.Scores[4, 4], float.Parse(cells[10], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_npy_holds_the_drops()
    {
        var map = _engine.One($"EXPLAIN OCCLUSION ON film USING chest WITH PATCH 40 STRIDE 40 INTO '{_folder.File("deep/er/map.npy")}'").Heatmaps[0];
        var bytes = File.ReadAllBytes(_folder.File("deep/er/map.npy"));
        Assert.Contains("'shape': (5, 5)", System.Text.Encoding.ASCII.GetString(bytes, 10, 100));
        Assert.Equal(map.Drop[4, 4], BitConverter.ToSingle(bytes, bytes.Length - 4));
    }

    [Fact]
    public void A_png_shows_the_overlay()
    {
        _engine.One($"EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 16 INTO '{_folder.File("map.png")}'");
        var picture = ImageFile.Load(_folder.File("map.png"));
        Assert.True(picture.Width >= 512 && picture.Height >= 512, $"{picture.Width}×{picture.Height} is too small to read at a glance");
    }

    [Fact]
    public void Placeholders_name_the_files()
    {
        var result = _engine.One($"EXPLAIN OCCLUSION ON '{Repository.Films}/normal-*.png' USING chest FOR TOP 2 WITH PATCH 112 INTO '{_folder.Path}/{{model}}/{{image}}-{{label}}.csv'");
        Assert.Equal(
            ["normal-1000001-normal.csv", "normal-1000001-opacity.csv", "normal-1000009-normal.csv", "normal-1000009-opacity.csv"],
            Directory.GetFiles(_folder.File("chest")).Select(Path.GetFileName).Order());
        Assert.Equal(4, result.Statistics!.Files.Count);
    }
}
