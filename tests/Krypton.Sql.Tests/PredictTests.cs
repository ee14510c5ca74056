using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class PredictTests
{
    [Fact]
    public void Without_top_no_count_was_written() =>
        Assert.Equal(new Predict(Named("dog"), Named("squeezenet"), null, default), One("PREDICT dog USING squeezenet;"));

    [Fact]
    public void Top_counts_the_classes() =>
        Assert.Equal(new Predict(Text("dog.png"), Text("m.onnx"), Number(5), default), One("PREDICT 'dog.png' USING 'm.onnx' TOP 5"));

    [Fact]
    public void A_parameter_may_stand_for_every_part() =>
        Assert.Equal(new Predict(Given("i"), Given("m"), Given("k"), default), One("predict @i using @m top @k"));
}
