using System.Text;
using Krypton.Models.Onnx;

namespace Krypton.Models.Tests.Import;

public class MalformedFileTests
{
    [Fact]
    public void The_intact_model_is_read() => Assert.Equal(5, Model.Read(TinyModel.Bytes(), "tiny").Classes);

    [Fact]
    public void A_truncated_model_is_refused_by_name_at_every_length()
    {
        var bytes = TinyModel.Bytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<ModelException>(() => Model.Read(bytes[..length], "cut.onnx"));
            Assert.Contains("cut.onnx", error.Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("This is a shopping list: milk, eggs.\n")]
    [InlineData("{\"format\": \"onnx\"}")]
    public void A_file_that_is_no_model_is_refused_by_name(string text)
    {
        var error = Assert.Throws<ModelException>(() => Model.Read(Encoding.UTF8.GetBytes(text), "list.onnx"));
        Assert.Contains("'list.onnx' is not an ONNX model", error.Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal("there is no model file 'nowhere/none.onnx'", Assert.Throws<ModelException>(() => Model.Load("nowhere/none.onnx")).Message);

    [Fact]
    public void A_folder_is_no_model_file() =>
        Assert.Contains("is a folder", Assert.Throws<ModelException>(() => Model.Load(AppContext.BaseDirectory)).Message);

    [Fact]
    public void A_file_is_read_like_its_bytes_and_named_after_it()
    {
        var path = Path.Combine(Path.GetTempPath(), $"krypton-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, TinyModel.Bytes());
        try
        {
            Assert.Equal(Path.GetFileNameWithoutExtension(path), Model.Load(path).Name);
            Assert.Equal(OnnxReader.Read(TinyModel.Bytes(), "bytes").Nodes.Count, OnnxReader.ReadFile(path).Nodes.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Messages_nested_a_thousand_deep_are_refused()
    {
        // A graph attribute in a node in a graph, and so on: field numbers 5 (attribute), 6 (g), 1 (node).
        byte[] inner = [];
        for (var level = 0; level < 1000; level++)
        {
            inner = Field(level % 3 == 0 ? 5 : level % 3 == 1 ? 1 : 6, inner);
        }

        var error = Assert.Throws<ModelException>(() => Model.Read(Field(7, inner), "deep.onnx"));
        Assert.Contains("'deep.onnx' is not an ONNX model", error.Message);
    }

    private static byte[] Field(int number, byte[] content)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        var length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, (byte)length, .. content];
    }
}
