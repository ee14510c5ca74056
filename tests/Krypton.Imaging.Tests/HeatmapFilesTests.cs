using Xunit;

namespace Krypton.Imaging.Tests;

public class HeatmapFilesTests
{
    [Fact]
    public void An_npy_file_is_right_byte_by_byte()
    {
        var file = HeatmapFiles.EncodeNpy(new[,] { { 1f, -2f, 0.5f }, { 0f, float.NaN, 3f } });
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        byte[] expected =
        [
            0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0,
            .. System.Text.Encoding.ASCII.GetBytes(header),
            0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F,
            0, 0, 0, 0, 0, 0, 0xC0, 0xFF, 0, 0, 0x40, 0x40,
        ];
        Assert.Equal(expected, file);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(12345, 1)]
    public void Data_begins_at_a_multiple_of_64(int rows, int columns)
    {
        var file = HeatmapFiles.EncodeNpy(new float[rows, columns]);
        var dataAt = 10 + file[8] + (256 * file[9]);
        Assert.Equal(0, dataAt % 64);
        Assert.Equal((byte)'\n', file[dataAt - 1]);
        Assert.Equal(dataAt + (rows * columns * 4), file.Length);
    }

    [Fact]
    public void Saving_replaces_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("map.npy", new byte[1000]);
        HeatmapFiles.SaveNpy(new float[2, 2], path);
        Assert.Equal(HeatmapFiles.EncodeNpy(new float[2, 2]), File.ReadAllBytes(path));
    }
}
