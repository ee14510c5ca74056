namespace Krypton.Data.Tests;

public sealed class ConnectionTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>
{
    [Fact]
    public void A_new_connection_is_closed()
    {
        using var connection = new KryptonConnection();
        Assert.Equal(ConnectionState.Closed, connection.State);
        Assert.Equal("", connection.ConnectionString);
        Assert.Equal(":memory:", connection.DataSource);
        Assert.Equal("main", connection.Database);
    }

    [Fact]
    public void Open_opens_and_Close_closes()
    {
        using var connection = new KryptonConnection("Data Source=:memory:");
        connection.Open();
        Assert.Equal(ConnectionState.Open, connection.State);
        connection.Close();
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public async Task OpenAsync_and_CloseAsync_do_the_same()
    {
        await using var connection = new KryptonConnection();
        await connection.OpenAsync();
        Assert.Equal(ConnectionState.Open, connection.State);
        await connection.CloseAsync();
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public async Task OpenAsync_with_a_cancelled_token_stays_closed()
    {
        await using var connection = new KryptonConnection();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.OpenAsync(new CancellationToken(canceled: true)));
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public void StateChange_tells_of_both()
    {
        using var connection = new KryptonConnection();
        var states = new List<(ConnectionState, ConnectionState)>();
        connection.StateChange += (_, e) => states.Add((e.OriginalState, e.CurrentState));
        connection.Open();
        connection.Close();
        Assert.Equal([(ConnectionState.Closed, ConnectionState.Open), (ConnectionState.Open, ConnectionState.Closed)], states);
    }

    [Fact]
    public void An_open_connection_cannot_be_opened()
    {
        using var connection = catalog.Open();
        Assert.Throws<InvalidOperationException>(connection.Open);
    }

    [Fact]
    public void Closing_twice_is_allowed_and_told_once()
    {
        using var connection = catalog.Open();
        var told = 0;
        connection.StateChange += (_, _) => told++;
        connection.Close();
        connection.Close();
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_closed_connection_can_be_opened_again()
    {
        using var connection = catalog.Open();
        connection.Close();
        connection.Open();
        Assert.Equal("chest", new KryptonCommand("SHOW MODELS", connection).ExecuteScalar());
    }

    [Fact]
    public void A_disposed_connection_is_closed()
    {
        var connection = catalog.Open();
        connection.Dispose();
        connection.Dispose();
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public void The_connection_string_is_kept_as_it_was_written()
    {
        using var connection = new KryptonConnection("data source=a.krypton; threads=2");
        Assert.Equal("data source=a.krypton; threads=2", connection.ConnectionString);
        Assert.Equal("a.krypton", connection.DataSource);
        connection.ConnectionString = null;
        Assert.Equal("", connection.ConnectionString);
    }

    [Fact]
    public void The_connection_string_of_an_open_connection_is_fixed()
    {
        using var connection = catalog.Open();
        Assert.Throws<InvalidOperationException>(() => connection.ConnectionString = "Data Source=b");
    }

    [Theory]
    [InlineData("Dat Source=a", "Data Source")]
    [InlineData("Threads=many", "Threads")]
    [InlineData("Threads=-1", "Threads")]
    [InlineData("Pooling=perhaps", "Pooling")]
    public void A_wrong_connection_string_is_refused_at_once(string text, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => new KryptonConnection(text)).Message);

    [Theory]
    [InlineData("Memory Limit=much", "memory_limit")]
    [InlineData("Device=abacus", "abacus")]
    public void A_setting_that_does_not_fit_is_refused_when_it_is_opened(string text, string named)
    {
        using var connection = new KryptonConnection(text);
        Assert.Contains(named, Assert.Throws<ArgumentException>(connection.Open).Message);
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public void Settings_of_the_connection_string_hold_in_its_session()
    {
        using var connection = catalog.Open("Threads=1;Memory Limit=512MB;Device=cpu");
        Assert.Equal(1, connection.Session.Settings.Threads);
        Assert.Equal(512L << 20, connection.Session.Settings.MemoryLimit);
    }

    [Fact]
    public void A_catalog_that_cannot_be_opened_is_an_error_with_the_files_name()
    {
        using var folder = new TemporaryFolder();
        using var connection = new KryptonConnection($"Data Source={folder.Path}");
        var error = Assert.Throws<KryptonException>(connection.Open);
        Assert.Contains(folder.Path, error.Message);
        Assert.Equal(KryptonException.CatalogFailure, error.SqlState);
        Assert.Equal(0, error.Line);
    }

    [Fact]
    public void Catalogs_in_memory_are_each_connections_own()
    {
        using var one = new KryptonConnection();
        using var two = new KryptonConnection();
        one.Open();
        two.Open();
        PhantomCatalog.Run(one, $"CREATE IMAGE mine FROM '{Repository.Film()}'");
        Assert.Equal("mine", new KryptonCommand("SHOW IMAGES", one).ExecuteScalar());
        Assert.Null(new KryptonCommand("SHOW IMAGES", two).ExecuteScalar());
    }

    [Fact]
    public void Connections_to_one_file_see_each_others_changes()
    {
        using var one = catalog.Open();
        using var two = catalog.Open();
        PhantomCatalog.Run(one, $"CREATE OR REPLACE IMAGE shared FROM '{Repository.Film()}'");
        Assert.Equal("shared", new KryptonCommand("DESCRIBE IMAGE shared", two).ExecuteScalar());
        PhantomCatalog.Run(two, "DROP IMAGE shared");
        Assert.Throws<KryptonException>(() => new KryptonCommand("DESCRIBE IMAGE shared", one).ExecuteScalar());
    }

    [Fact]
    public void Settings_are_each_connections_own()
    {
        using var one = catalog.Open();
        using var two = catalog.Open();
        PhantomCatalog.Run(one, "SET threads = 1");
        Assert.NotEqual(1, Environment.ProcessorCount == 1 ? 2 : two.Session.Settings.Threads);
    }

    [Fact]
    public void A_pool_keeps_the_file_open_until_it_is_cleared()
    {
        using var own = new PhantomCatalog();
        var session = SharedDatabase(own);
        Assert.Same(session, SharedDatabase(own));
        using (var connection = new KryptonConnection(own.ConnectionString))
        {
            KryptonConnection.ClearPool(connection);
        }

        Assert.NotSame(session, SharedDatabase(own));
    }

    [Fact]
    public void Without_pooling_the_file_is_closed_with_its_last_connection()
    {
        using var own = new PhantomCatalog();
        object first;
        using (var connection = own.Open("Pooling=False"))
        {
            first = Database(connection);
            using var second = own.Open("Pooling=False");
            Assert.Same(first, Database(second));
        }

        Assert.NotSame(first, SharedDatabase(own));
    }

    [Fact]
    public void A_catalog_that_was_deleted_is_made_anew()
    {
        using var folder = new TemporaryFolder();
        var text = $"Data Source={folder.File("gone.krypton")}";
        using (var connection = new KryptonConnection(text))
        {
            connection.Open();
            PhantomCatalog.Run(connection, $"CREATE IMAGE mine FROM '{Repository.Film()}'");
        }

        File.Delete(folder.File("gone.krypton"));
        using (var again = new KryptonConnection(text))
        {
            again.Open();
            Assert.Null(new KryptonCommand("SHOW IMAGES", again).ExecuteScalar());
            KryptonConnection.ClearPool(again);
        }
    }

    [Fact]
    public void A_given_database_is_used_and_left_open()
    {
        using var database = Krypton.Database.Open();
        using (var connection = new KryptonConnection(database))
        {
            connection.Open();
            PhantomCatalog.Run(connection, $"CREATE IMAGE mine FROM '{Repository.Film()}'");
            Assert.Throws<InvalidOperationException>(() => connection.ConnectionString = "Data Source=x");
        }

        Assert.Single(database.CreateSession().Execute("SHOW IMAGES").Single().Relation!.Rows);
    }

    [Fact]
    public void CreateCommand_makes_a_command_of_this_connection()
    {
        using var connection = catalog.Open();
        using DbCommand command = ((DbConnection)connection).CreateCommand();
        Assert.IsType<KryptonCommand>(command);
        Assert.Same(connection, command.Connection);
    }

    [Fact]
    public void Transactions_are_refused_with_the_reason()
    {
        using var connection = catalog.Open();
        Assert.Contains("each statement", Assert.Throws<NotSupportedException>(() => connection.BeginTransaction()).Message);
    }

    [Fact]
    public void ChangeDatabase_is_refused_with_the_reason()
    {
        using var connection = catalog.Open();
        Assert.Contains("Data Source", Assert.Throws<NotSupportedException>(() => connection.ChangeDatabase("other")).Message);
    }

    [Fact]
    public void ServerVersion_is_the_engines()
    {
        using var connection = catalog.Open();
        Assert.Matches(@"^\d+\.\d+\.\d+$", connection.ServerVersion);
    }

    [Fact]
    public void GetSchema_lists_its_collections_and_each_of_them()
    {
        using var connection = catalog.Open();
        var names = connection.GetSchema().Rows.Cast<DataRow>().Select(r => (string)r["CollectionName"]).ToList();
        Assert.Contains("Models", names);
        foreach (var name in names)
        {
            Assert.Equal(name, connection.GetSchema(name).TableName);
        }

        Assert.Equal("chest", connection.GetSchema("models").Rows[0]["name"]);
    }

    [Fact]
    public void GetSchema_of_an_unknown_collection_names_those_there_are()
    {
        using var connection = catalog.Open();
        Assert.Contains("Models", Assert.Throws<ArgumentException>(() => connection.GetSchema("Tables")).Message);
        Assert.Throws<ArgumentException>(() => connection.GetSchema("Models", ["chest"]));
    }

    [Fact]
    public void GetSchema_of_a_closed_connection_is_refused()
    {
        using var connection = new KryptonConnection();
        Assert.Throws<InvalidOperationException>(() => connection.GetSchema("Models"));
    }

    [Fact]
    public void InfoMessage_tells_what_statements_say()
    {
        using var connection = catalog.Open();
        var said = new List<string>();
        connection.InfoMessage += (_, e) => said.Add(e.Message);
        PhantomCatalog.Run(connection, "SET threads = 2");
        Assert.Equal(["threads = 2"], said);
    }

    private static object SharedDatabase(PhantomCatalog own)
    {
        using var connection = own.Open();
        return Database(connection);
    }

    private static object Database(KryptonConnection connection) =>
        typeof(Session).GetField("_database", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(connection.Session)!;
}
