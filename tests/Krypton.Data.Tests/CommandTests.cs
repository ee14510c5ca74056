namespace Krypton.Data.Tests;

public sealed class CommandTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    private KryptonCommand Command(string text, params (string Name, object? Value)[] parameters)
    {
        var command = new KryptonCommand(text, _connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    [Fact]
    public void A_new_command_has_ADO_NETs_defaults()
    {
        using var command = new KryptonCommand();
        Assert.Equal("", command.CommandText);
        Assert.Equal(CommandType.Text, command.CommandType);
        Assert.Null(command.Connection);
        Assert.Null(command.Transaction);
        Assert.Equal(0, command.CommandTimeout);
        Assert.Equal(UpdateRowSource.None, command.UpdatedRowSource);
        Assert.Empty(command.Parameters);
        Assert.Null(command.GetQueryProgress());
    }

    [Fact]
    public void CommandText_may_be_set_to_null() => Assert.Equal("", new KryptonCommand { CommandText = null }.CommandText);

    [Theory]
    [InlineData(CommandType.StoredProcedure)]
    [InlineData(CommandType.TableDirect)]
    public void Only_text_is_a_type(CommandType type) => Assert.Throws<ArgumentException>(() => new KryptonCommand().CommandType = type);

    [Fact]
    public void The_timeout_comes_from_the_connection_unless_set()
    {
        using var connection = new KryptonConnection("Command Timeout=9");
        using var command = connection.CreateCommand();
        Assert.Equal(9, command.CommandTimeout);
        command.CommandTimeout = 4;
        Assert.Equal(4, command.CommandTimeout);
        Assert.Throws<ArgumentException>(() => command.CommandTimeout = -1);
    }

    [Fact]
    public void Only_connections_of_Krypton_are_taken()
    {
        DbCommand command = new KryptonCommand();
        Assert.Throws<InvalidCastException>(() => command.Connection = new OtherConnection());
        command.Connection = null;
        Assert.Null(command.Connection);
    }

    [Fact]
    public void A_transaction_is_refused_and_none_is_taken()
    {
        DbCommand command = new KryptonCommand();
        command.Transaction = null;
        Assert.Null(command.Transaction);
    }

    [Fact]
    public void CreateParameter_makes_one_of_Krypton() => Assert.IsType<KryptonParameter>(new KryptonCommand().CreateParameter());

    public static TheoryData<string> Ways() => ["reader", "scalar", "nonquery", "prepare", "readerAsync", "scalarAsync", "nonqueryAsync"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Without_a_connection_nothing_runs(string way) => await Assert.ThrowsAsync<InvalidOperationException>(() => Run(new KryptonCommand("SHOW MODELS"), way));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task With_a_closed_connection_nothing_runs(string way)
    {
        using var closed = new KryptonConnection();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(new KryptonCommand("SHOW MODELS", closed), way));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Without_text_nothing_runs(string way) => await Assert.ThrowsAsync<InvalidOperationException>(() => Run(Command(""), way));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_mistake_in_the_grammar_is_an_error_with_its_place(string way)
    {
        var error = await Assert.ThrowsAsync<KryptonException>(() => Run(Command("SHOW MODELS;\nEXPLAIN OCCLUSION OF film"), way));
        Assert.Equal((2, 19), (error.Line, error.Column));
    }

    [Fact]
    public void ExecuteNonQuery_runs_all_statements()
    {
        Assert.Equal(-1, Command("SET threads = 1; SHOW MODELS; SET threads = 2").ExecuteNonQuery());
        Assert.Equal(2, _connection.Session.Settings.Threads);
    }

    [Fact]
    public async Task ExecuteNonQueryAsync_does_the_same()
    {
        Assert.Equal(-1, await Command("SHOW MODELS; SET threads = 1").ExecuteNonQueryAsync());
        Assert.Equal(1, _connection.Session.Settings.Threads);
    }

    [Fact]
    public async Task ExecuteScalar_gives_the_first_value_and_runs_all_statements()
    {
        Assert.Equal("chest", Command("SET threads = 1; SHOW MODELS; SET threads = 2").ExecuteScalar());
        Assert.Equal(2, _connection.Session.Settings.Threads);
        Assert.Equal("chest", await Command("SHOW MODELS").ExecuteScalarAsync());
    }

    [Fact]
    public async Task ExecuteScalar_without_a_row_is_null()
    {
        Assert.Null(Command("SHOW VIEWS").ExecuteScalar());
        Assert.Null(Command("SET threads = 1").ExecuteScalar());
        Assert.Null(await Command("SHOW VIEWS").ExecuteScalarAsync());
    }

    [Fact]
    public void A_comment_alone_is_a_command_without_results()
    {
        using var reader = Command("-- nothing").ExecuteReader();
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_command_runs_again_with_other_values()
    {
        using var command = Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch STRIDE @patch", ("@patch", 64));
        Assert.Equal(9, Rows(command));
        command.Parameters["patch"].Value = 112;
        Assert.Equal(4, Rows(command));
    }

    [Fact]
    public void Prepare_finds_mistakes_and_changes_nothing_else()
    {
        using var command = Command(PhantomCatalog.Quick);
        command.Prepare();
        Assert.Equal(9, Rows(command));
    }

    [Theory]
    [InlineData("@patch")]
    [InlineData("patch")]
    [InlineData("PATCH")]
    public void Parameters_are_found_by_name(string name) =>
        Assert.Equal(9, Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch STRIDE @patch", (name, 64))));

    [Fact]
    public void Numbers_of_any_type_are_numbers()
    {
        foreach (var value in new object[] { (byte)64, (short)64, 64, 64L, 64f, 64.0, 64m })
        {
            Assert.Equal(9, Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch STRIDE 64", ("patch", value))));
        }
    }

    [Fact]
    public void Paths_of_images_and_models_are_texts() =>
        Assert.Equal(9, Rows(Command("EXPLAIN OCCLUSION ON @image USING @model WITH PATCH 64 STRIDE 64", ("image", Repository.Film()), ("model", Repository.Model))));

    [Theory]
    [InlineData(null)]
    [InlineData("DBNull")]
    public void Null_is_refused_by_name(string? which)
    {
        var error = Assert.Throws<KryptonException>(() => Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch", ("patch", which is null ? null : DBNull.Value))));
        Assert.Contains("@patch is null", error.Message);
    }

    [Fact]
    public void A_value_of_a_wrong_kind_is_refused_by_name()
    {
        Assert.Contains("@patch holds a String", Assert.Throws<KryptonException>(() => Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch", ("patch", "wide")))).Message);
        Assert.Contains("@image holds a DateTime", Assert.Throws<KryptonException>(() => Rows(Command("EXPLAIN OCCLUSION ON @image USING chest", ("image", DateTime.UnixEpoch)))).Message);
        Assert.Contains("bytes", Assert.Throws<KryptonException>(() => Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch", ("patch", new byte[4])))).Message);
    }

    [Fact]
    public void A_missing_parameter_is_an_error_that_names_the_nearest()
    {
        var error = Assert.Throws<KryptonException>(() => Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch", ("pach", 64))));
        Assert.Contains("@pach", error.Hint);
    }

    [Fact]
    public void A_parameter_without_a_name_is_refused()
    {
        using var command = Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH @patch", ("", 64));
        Assert.Contains("names", Assert.Throws<InvalidOperationException>(() => command.ExecuteReader()).Message);
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused()
    {
        using var command = Command(PhantomCatalog.Quick, ("a", 1), ("@A", 2));
        Assert.Throws<InvalidOperationException>(() => command.ExecuteReader());
    }

    [Fact]
    public void A_question_mark_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<KryptonException>(() => Rows(Command("EXPLAIN OCCLUSION ON film USING chest WITH PATCH ?")));
        Assert.Contains("@image", error.Hint);
    }

    [Fact]
    public void One_reader_at_a_time_on_a_connection()
    {
        using var first = Command("SHOW MODELS").ExecuteReader();
        Assert.Contains("open reader", Assert.Throws<InvalidOperationException>(() => Command("SHOW MODELS").ExecuteReader()).Message);
        first.Close();
        Assert.Equal("chest", Command("SHOW MODELS").ExecuteScalar());
    }

    [Fact]
    public void A_running_command_cannot_be_changed()
    {
        using var command = Command("SHOW MODELS");
        using (command.ExecuteReader())
        {
            Assert.Throws<InvalidOperationException>(() => command.CommandText = "SHOW IMAGES");
            Assert.Throws<InvalidOperationException>(() => command.Connection = null);
        }

        command.CommandText = "SHOW IMAGES";
        Assert.Equal("film", command.ExecuteScalar());
    }

    [Fact]
    public void A_failed_command_leaves_the_connection_free()
    {
        Assert.Throws<KryptonException>(() => Command("EXPLAIN OCCLUSION ON nothing USING chest").ExecuteReader());
        Assert.Equal("chest", Command("SHOW MODELS").ExecuteScalar());
    }

    [Fact]
    public void Statements_before_a_failing_one_have_had_their_effect()
    {
        using var reader = Command("SET threads = 3; SHOW MODELS; DROP MODEL nothing; SET threads = 4").ExecuteReader();
        Assert.True(reader.Read());
        Assert.Throws<KryptonException>(() => reader.NextResult());
        Assert.Equal(3, _connection.Session.Settings.Threads);
    }

    [Fact]
    public void Disposing_a_command_twice_is_allowed()
    {
        var command = Command("SHOW MODELS");
        command.Dispose();
        command.Dispose();
    }

    [Fact]
    public void Cancel_of_a_command_that_does_not_run_does_nothing()
    {
        using var command = Command("SHOW MODELS");
        command.Cancel();
        Assert.Equal("chest", command.ExecuteScalar());
        command.Cancel();
    }

    private static int Rows(KryptonCommand command)
    {
        using var reader = command.ExecuteReader();
        return reader.Cast<IDataRecord>().Count();
    }

    private static async Task Run(KryptonCommand command, string way)
    {
        switch (way)
        {
            case "reader":
                command.ExecuteReader();
                break;
            case "scalar":
                command.ExecuteScalar();
                break;
            case "nonquery":
                command.ExecuteNonQuery();
                break;
            case "prepare":
                command.Prepare();
                break;
            case "readerAsync":
                await command.ExecuteReaderAsync();
                break;
            case "scalarAsync":
                await command.ExecuteScalarAsync();
                break;
            default:
                await command.ExecuteNonQueryAsync();
                break;
        }
    }

    private sealed class OtherConnection : DbConnection
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override ConnectionState State => ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open() => throw new NotSupportedException();

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
