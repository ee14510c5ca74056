using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class CatalogStatementTests
{
    [Theory]
    [InlineData("MODEL", ObjectKind.Model)]
    [InlineData("IMAGE", ObjectKind.Image)]
    [InlineData("COLLECTION", ObjectKind.Collection)]
    public void Every_kind_can_be_created_described_and_dropped(string word, ObjectKind kind)
    {
        Assert.Equal(new Create(kind, Named("it"), Text("a/b"), [], false, false, default), One($"CREATE {word} it FROM 'a/b'"));
        Assert.Equal(new Describe(kind, Named("it"), OcclusionClauses.None, default), One($"DESCRIBE {word} it"));
        Assert.Equal(new Describe(kind, Text("a/b"), OcclusionClauses.None, default), One($"DESCRIBE {word} 'a/b'"));
        Assert.Equal(new Describe(kind, Given("it"), OcclusionClauses.None, default), One($"DESCRIBE {word} @it"));
        Assert.Equal(new Drop(kind, Named("it"), false, default), One($"DROP {word} it"));
        Assert.Equal(new Drop(kind, Named("it"), true, default), One($"DROP {word} IF EXISTS it"));
    }

    [Theory]
    [InlineData("MODELS", ObjectKind.Model)]
    [InlineData("IMAGES", ObjectKind.Image)]
    [InlineData("COLLECTIONS", ObjectKind.Collection)]
    public void Every_kind_can_be_listed(string word, ObjectKind kind) => Assert.Equal(new ShowObjects(kind, default), One($"SHOW {word}"));

    [Fact]
    public void Or_replace_and_if_not_exists_are_told_apart()
    {
        Assert.Equal(new Create(ObjectKind.Image, Named("a"), Text("f"), [], true, false, default), One("CREATE OR REPLACE IMAGE a FROM 'f'"));
        Assert.Equal(new Create(ObjectKind.Image, Named("a"), Text("f"), [], false, true, default), One("CREATE IMAGE IF NOT EXISTS a FROM 'f'"));
    }

    [Fact]
    public void Options_keep_their_order_and_the_kind_of_their_values() =>
        Assert.Equal(
            new Create(
                ObjectKind.Model,
                Named("m"),
                Given("file"),
                [
                    new Option(Named("labels"), Text("imagenet.txt")),
                    new Option(Named("mean"), Number(-1.5)),
                    new Option(Named("scale"), Number(2e-3)),
                    new Option(Named("resize"), Named("crop")),
                    new Option(Named("fast"), Named("ON")),
                    new Option(Named("odd key"), Given("p")),
                ],
                false,
                false,
                default),
            One("""CREATE MODEL m FROM @file WITH (labels = 'imagenet.txt', mean = -1.5, scale = 2e-3, resize = crop, fast = ON, "odd key" = @p)"""));

    [Fact]
    public void A_model_can_be_described_at_a_patch_and_a_stride() =>
        Assert.Equal(
            new Describe(ObjectKind.Model, Named("m"), OcclusionClauses.None with { Patch = Square(16), Stride = Sized(4, 8) }, default),
            One("DESCRIBE MODEL m WITH STRIDE 4x8 PATCH 16"));
}
