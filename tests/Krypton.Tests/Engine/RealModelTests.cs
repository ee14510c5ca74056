using System.Globalization;
using Krypton.Results;

namespace Krypton.Tests.Engine;

/// <summary>Trained models on photographs and films, against heatmaps that ONNX Runtime computed naively, position by position.</summary>
public sealed class RealModelTests : IDisposable
{
    private const string SqueezeNet = "mean = '123,117,104', std = '1', channels = 'BGR'";
    private const string MobileNet = "mean = '127.5', std = '127.5'";
    private const string BrainResNet = "mean = '127.5', std = '63.75'";

    private readonly Database _database = Database.Open();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("squeezenet11_fp32", SqueezeNet, "squeezenet11", "cat")]
    [InlineData("squeezenet11_fp32", SqueezeNet, "squeezenet11", "kitten")]
    [InlineData("squeezenet11_fp32", SqueezeNet, "squeezenet11", "hot_dog")]
    [InlineData("squeezenet11_fp32", SqueezeNet, "squeezenet11", "parrot")]
    [InlineData("mobilenet_v1_075_224", MobileNet, "mobilenet_v1", "owl")]
    [InlineData("mobilenet_v1_075_224", MobileNet, "mobilenet_v1", "bird")]
    [InlineData("resnet18_brain_mri", BrainResNet, "resnet18_brain", "brain_y34")]
    public void Every_position_has_the_score_of_naive_inference(string model, string options, string name, string image)
    {
        var exact = File.ReadAllLines(Repository.Data($"exact/{name}__{image}.csv"));
        var map = Explain($"CREATE MODEL m FROM '{Repository.Data($"models/{model}.onnx")}' WITH ({options}); " +
            $"EXPLAIN OCCLUSION ON '{Repository.Data($"images/{image}_224.png")}' USING m WITH PATCH 16 STRIDE 4");
        var head = exact[0].TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1]);
        Assert.Equal(int.Parse(head["class"], CultureInfo.InvariantCulture), map.ClassIndex);
        Assert.Equal(Number(head["p0"]), map.BaseScore, 1e-4f);
        var largest = 0f;
        for (var row = 0; row < map.Grid.Rows; row++)
        {
            var expected = exact[row + 1].Split(',');
            Assert.Equal(map.Grid.Columns, expected.Length);
            for (var column = 0; column < expected.Length; column++)
            {
                largest = Math.Max(largest, Math.Abs(Number(expected[column]) - map.Scores[row, column]));
            }
        }

        Assert.InRange(largest, 0, 1e-4f);
    }

    [Fact]
    public void Labels_and_predictions_of_a_photograph_are_read_from_the_file()
    {
        var rows = _database.CreateSession().Execute(
            $"CREATE MODEL m FROM '{Repository.Data("models/squeezenet11_fp32.onnx")}' WITH ({SqueezeNet}, labels = '{Repository.Data("labels/wml_imagenet_labels.txt")}'); " +
            $"PREDICT '{Repository.Data("images/hot_dog_224.png")}' USING m TOP 1").Last().Relation!.Rows.Single();
        Assert.Contains("hotdog", (string)rows[4]!);
    }

    private Heatmap Explain(string script) => Assert.Single(_database.CreateSession().Execute(script, cancellation: TestContext.Current.CancellationToken).Last().Heatmaps);

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
