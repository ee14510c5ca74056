namespace Krypton.Data.Tests;

public sealed class ParameterCollectionTests
{
    private readonly KryptonParameterCollection _parameters = new KryptonCommand().Parameters;

    [Fact]
    public void It_begins_empty() => Assert.Empty(_parameters);

    [Fact]
    public void Add_and_AddWithValue_append()
    {
        Assert.Equal(0, _parameters.Add((object)new KryptonParameter("@a", 1)));
        Assert.Equal("b", _parameters.AddWithValue("b", 2).ParameterName);
        Assert.Equal(2, _parameters.Count);
        Assert.Equal(2, _parameters[1].Value);
    }

    [Fact]
    public void AddRange_appends_all()
    {
        _parameters.AddRange(new object[] { new KryptonParameter("a", 1), new KryptonParameter("b", 2) });
        Assert.Equal(2, _parameters.Count);
    }

    [Fact]
    public void Only_parameters_of_Krypton_are_taken()
    {
        Assert.Throws<InvalidCastException>(() => _parameters.Add("a"));
        Assert.Throws<ArgumentNullException>(() => _parameters.Add((object)null!));
        Assert.Throws<ArgumentNullException>(() => _parameters.Add((KryptonParameter)null!));
        Assert.Throws<InvalidCastException>(() => _parameters.Insert(0, 5));
    }

    [Theory]
    [InlineData("image")]
    [InlineData("@image")]
    [InlineData("@IMAGE")]
    public void A_name_is_found_with_or_without_the_at_sign_in_any_case(string name)
    {
        _parameters.AddWithValue("@image", 1);
        Assert.True(_parameters.Contains(name));
        Assert.Equal(0, _parameters.IndexOf(name));
        Assert.Equal(1, _parameters[name].Value);
    }

    [Fact]
    public void What_is_not_there_is_not_found()
    {
        Assert.False(_parameters.Contains("a"));
        Assert.False(_parameters.Contains(new KryptonParameter("a", 1)));
        Assert.Equal(-1, _parameters.IndexOf("a"));
        Assert.Equal(-1, _parameters.IndexOf((object)"a"));
        Assert.Throws<IndexOutOfRangeException>(() => _parameters["a"]);
        Assert.Throws<IndexOutOfRangeException>(() => _parameters[0]);
        Assert.Throws<IndexOutOfRangeException>(() => _parameters.RemoveAt("a"));
        Assert.Throws<IndexOutOfRangeException>(() => _parameters.RemoveAt(0));
        Assert.Throws<ArgumentException>(() => _parameters.Remove(new KryptonParameter("a", 1)));
    }

    [Fact]
    public void Parameters_are_replaced_inserted_and_removed()
    {
        var (a, b, c) = (new KryptonParameter("a", 1), new KryptonParameter("b", 2), new KryptonParameter("c", 3));
        _parameters.Add(a);
        _parameters.Insert(0, b);
        _parameters["a"] = c;
        Assert.Equal([b, c], _parameters.Cast<KryptonParameter>());
        _parameters.Remove(b);
        _parameters.RemoveAt("c");
        Assert.Empty(_parameters);
    }

    [Fact]
    public void Clear_and_CopyTo_work_on_all()
    {
        _parameters.AddWithValue("a", 1);
        var copy = new KryptonParameter[1];
        _parameters.CopyTo(copy, 0);
        Assert.Equal("a", copy[0].ParameterName);
        _parameters.Clear();
        Assert.Empty(_parameters);
    }

    [Fact]
    public void Through_the_base_class_it_is_the_same()
    {
        DbParameterCollection parameters = _parameters;
        parameters.Add(new KryptonParameter("a", 1));
        parameters["a"].Value = 5;
        parameters[0] = new KryptonParameter("b", 6);
        Assert.Equal(6, _parameters["b"].Value);
        Assert.NotNull(parameters.SyncRoot);
    }
}
