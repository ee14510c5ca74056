namespace Krypton.Sql.Tests;

public class NameSuggestionsTests
{
    [Theory]
    [InlineData("sqeezenet", "squeezenet")] // a letter missing
    [InlineData("squueezenet", "squeezenet")] // one too many
    [InlineData("squeezemet", "squeezenet")] // a wrong one
    [InlineData("suqeezenet", "squeezenet")] // two swapped
    [InlineData("SqueezeNet", "squeezenet")] // only the case differs
    [InlineData("sqzeenet", "squeezenet")] // three slips in a long name
    [InlineData("resnet", "resnet18")]
    [InlineData("mobile", "mobilenet_v2_quantised")] // a beginning
    [InlineData("golden retreiver", "golden retriever")]
    public void The_nearest_candidate_is_found(string name, string expected) =>
        Assert.Equal(expected, NameSuggestions.Nearest(name, ["resnet18", "squeezenet", "mobilenet_v2_quantised", "golden retriever"]));

    [Theory]
    [InlineData("dog")]
    [InlineData("vgg16")]
    [InlineData("")]
    [InlineData("re")]
    public void Nothing_near_gives_nothing(string name) => Assert.Null(NameSuggestions.Nearest(name, ["resnet18", "squeezenet", "x"]));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("cat", "dog")]
    [InlineData("cat", "cow")]
    [InlineData("ab", "cd")]
    [InlineData("o", "on")]
    public void Short_names_are_not_stretched(string name, string candidate) => Assert.Null(NameSuggestions.Nearest(name, [candidate]));

    [Fact]
    public void A_swap_of_two_letters_is_one_slip() => Assert.Equal("on", NameSuggestions.Nearest("no", ["on"]));

    [Fact]
    public void The_nearer_wins_and_the_earlier_of_two_equals()
    {
        Assert.Equal("images", NameSuggestions.Nearest("imagess", ["image", "images"]));
        Assert.Equal("hat", NameSuggestions.Nearest("bat", ["hat", "cat"]));
    }

    [Fact]
    public void A_slip_beats_a_beginning_and_the_shortest_beginning_wins()
    {
        Assert.Equal("prop", NameSuggestions.Nearest("prob", ["probability", "prop"]));
        Assert.Equal("dogfish", NameSuggestions.Nearest("dog", ["dogged pursuit", "dogfish"]));
    }

    [Fact]
    public void No_candidates_give_nothing() => Assert.Null(NameSuggestions.Nearest("dog", []));

    [Fact]
    public void Very_long_names_are_not_compared_letter_by_letter() =>
        Assert.Null(NameSuggestions.Nearest(new string('a', 1_000_000), [new string('a', 999_999)]));
}
