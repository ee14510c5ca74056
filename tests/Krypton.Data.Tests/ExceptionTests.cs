using Krypton.Sql;

namespace Krypton.Data.Tests;

public sealed class ExceptionTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    private KryptonException Error(string text) => Assert.Throws<KryptonException>(() => new KryptonCommand(text, _connection).ExecuteNonQuery());

    [Fact]
    public void It_is_a_DbException() => Assert.IsAssignableFrom<DbException>(Error("EXPLAIN"));

    [Fact]
    public void It_says_where_and_how_long_the_mistake_is()
    {
        var error = Error("SHOW MODELS;\n  EXPLAIN OCCLUSION ON film USING ches");
        Assert.Equal((2, 35, 4), (error.Line, error.Column, error.Length));
    }

    [Fact]
    public void It_says_the_remedy()
    {
        var error = Error("EXPLAIN OCCLUSION ON film USING ches");
        Assert.Equal("did you mean 'chest'?", error.Hint);
        Assert.Contains("did you mean 'chest'?", error.Message);
        Assert.Contains("line 1, column 33", error.Message);
    }

    [Fact]
    public void It_has_the_engines_error_inside() => Assert.Contains("^", Assert.IsType<QueryException>(Error("EXPLAIN OCCLUSION ON film USING ches").InnerException).Format());

    [Fact]
    public void Its_SQLSTATE_says_what_kind_it_is() => Assert.Equal(KryptonException.InvalidQuery, Error("EXPLAIN OCCLUSION ON film USING ches").SqlState);

    [Fact]
    public void It_is_not_worth_trying_again() => Assert.False(Error("EXPLAIN").IsTransient);
}
