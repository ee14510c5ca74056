namespace Krypton.Data.Tests;

public sealed class ParameterTests
{
    [Fact]
    public void A_new_parameter_has_ADO_NETs_defaults()
    {
        var parameter = new KryptonParameter();
        Assert.Equal("", parameter.ParameterName);
        Assert.Null(parameter.Value);
        Assert.Equal(DbType.String, parameter.DbType);
        Assert.Equal(ParameterDirection.Input, parameter.Direction);
        Assert.Equal("", parameter.SourceColumn);
        Assert.Equal(0, parameter.Size);
        Assert.False(parameter.IsNullable);
        Assert.False(parameter.SourceColumnNullMapping);
        Assert.Equal(DataRowVersion.Default, parameter.SourceVersion);
    }

    [Fact]
    public void Names_may_be_set_to_null()
    {
        var parameter = new KryptonParameter("@a", 1) { ParameterName = null, SourceColumn = null };
        Assert.Equal("", parameter.ParameterName);
        Assert.Equal("", parameter.SourceColumn);
    }

    public static TheoryData<object, DbType> Types() => new()
    {
        { 1, DbType.Int32 }, { 1L, DbType.Int64 }, { (byte)1, DbType.Byte }, { 1f, DbType.Single }, { 1.0, DbType.Double }, { 1m, DbType.Decimal },
        { "a", DbType.String }, { true, DbType.Boolean }, { new byte[1], DbType.Binary }, { new MemoryStream(), DbType.Binary }, { Guid.Empty, DbType.Object },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void The_type_is_that_of_the_value(object value, DbType type) => Assert.Equal(type, new KryptonParameter("a", value).DbType);

    [Fact]
    public void A_type_that_was_set_stays_until_it_is_reset()
    {
        var parameter = new KryptonParameter("a", 1) { DbType = DbType.Binary };
        Assert.Equal(DbType.Binary, parameter.DbType);
        parameter.ResetDbType();
        Assert.Equal(DbType.Int32, parameter.DbType);
    }

    [Theory]
    [InlineData(ParameterDirection.Output)]
    [InlineData(ParameterDirection.InputOutput)]
    [InlineData(ParameterDirection.ReturnValue)]
    public void Only_input_is_a_direction(ParameterDirection direction) => Assert.Throws<ArgumentException>(() => new KryptonParameter().Direction = direction);

    [Fact]
    public void Its_text_is_its_name() => Assert.Equal("@a", new KryptonParameter("@a", 1).ToString());
}
