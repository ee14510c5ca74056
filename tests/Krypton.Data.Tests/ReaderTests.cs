namespace Krypton.Data.Tests;

public sealed class ReaderTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    private KryptonDataReader Read(string script, CommandBehavior behavior = CommandBehavior.Default) => new KryptonCommand(script, _connection).ExecuteReader(behavior);

    private KryptonDataReader AtFirstRow(string script = PhantomCatalog.Quick)
    {
        var reader = Read(script);
        Assert.True(reader.Read());
        return reader;
    }

    [Fact]
    public void An_explanation_has_a_row_for_every_position()
    {
        using var reader = Read(PhantomCatalog.Quick);
        var rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        Assert.Equal(reader.Result!.Heatmaps[0].Grid.Count, rows);
    }

    [Fact]
    public void FieldCount_is_known_before_the_first_row()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Equal(14, reader.FieldCount);
    }

    [Fact]
    public void FieldCount_without_a_result_set_is_zero()
    {
        using var reader = Read("SET threads = 2");
        Assert.Equal(0, reader.FieldCount);
        Assert.Equal(0, reader.VisibleFieldCount);
        Assert.False(reader.HasRows);
        Assert.False(reader.Read());
    }

    [Fact]
    public void HasRows_is_true_before_and_after_reading()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.True(reader.HasRows);
        reader.Read();
        Assert.True(reader.HasRows);
    }

    [Fact]
    public void HasRows_is_false_for_an_empty_relation()
    {
        using var reader = Read("SHOW VIEWS");
        Assert.False(reader.HasRows);
        Assert.False(reader.Read());
        Assert.NotEqual(0, reader.FieldCount);
    }

    [Fact]
    public void Depth_is_zero()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Equal(0, reader.Depth);
    }

    [Fact]
    public void RecordsAffected_counts_nothing()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Equal(-1, reader.RecordsAffected);
    }

    [Theory]
    [InlineData(0, "image", typeof(string), "TEXT")]
    [InlineData(2, "class", typeof(int), "INTEGER")]
    [InlineData(10, "score", typeof(float), "REAL")]
    [InlineData(11, "drop", typeof(float), "REAL")]
    [InlineData(12, "predicted", typeof(string), "TEXT")]
    [InlineData(13, "exact", typeof(bool), "BOOLEAN")]
    public void Columns_have_names_and_types(int ordinal, string name, Type type, string typeName)
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Equal(name, reader.GetName(ordinal));
        Assert.Equal(type, reader.GetFieldType(ordinal));
        Assert.Equal(typeName, reader.GetDataTypeName(ordinal));
        Assert.Equal(ordinal, reader.GetOrdinal(name));
    }

    [Fact]
    public void GetOrdinal_does_not_mind_case()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Equal(11, reader.GetOrdinal("DROP"));
    }

    [Fact]
    public void GetOrdinal_of_an_unknown_column_names_those_there_are()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Contains("score", Assert.Throws<IndexOutOfRangeException>(() => reader.GetOrdinal("nothing")).Message);
        Assert.Throws<ArgumentNullException>(() => reader.GetOrdinal(null!));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(14)]
    public void An_ordinal_beyond_the_columns_is_refused(int ordinal)
    {
        using var reader = AtFirstRow();
        Assert.Throws<IndexOutOfRangeException>(() => reader.GetName(ordinal));
        Assert.Throws<IndexOutOfRangeException>(() => reader.GetFieldType(ordinal));
        Assert.Throws<IndexOutOfRangeException>(() => reader.GetDataTypeName(ordinal));
        Assert.Throws<IndexOutOfRangeException>(() => reader.GetValue(ordinal));
        Assert.Throws<IndexOutOfRangeException>(() => reader.IsDBNull(ordinal));
    }

    [Fact]
    public void Values_before_the_first_Read_are_refused()
    {
        using var reader = Read(PhantomCatalog.Quick);
        Assert.Contains("Read", Assert.Throws<InvalidOperationException>(() => reader.GetValue(0)).Message);
        Assert.Throws<InvalidOperationException>(() => reader.IsDBNull(0));
        Assert.Throws<InvalidOperationException>(() => reader.GetHeatmap());
    }

    [Fact]
    public void Values_after_the_last_row_are_refused()
    {
        using var reader = Read("SHOW MODELS");
        while (reader.Read())
        {
        }

        Assert.Throws<InvalidOperationException>(() => reader.GetValue(0));
    }

    [Fact]
    public void Read_stays_false_after_the_end()
    {
        using var reader = Read("SHOW MODELS");
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.False(reader.Read());
    }

    [Fact]
    public void Typed_getters_give_the_columns_types()
    {
        using var reader = AtFirstRow();
        Assert.Equal("film", reader.GetString(0));
        Assert.Equal("chest", reader.GetString(reader.GetOrdinal("model")));
        Assert.Equal(0, reader.GetInt32(reader.GetOrdinal("row")));
        Assert.Equal(64, reader.GetInt32(reader.GetOrdinal("height")));
        Assert.InRange(reader.GetFloat(reader.GetOrdinal("score")), 0, 1);
    }

    [Fact]
    public void A_whole_number_is_read_as_any_number_type()
    {
        using var reader = AtFirstRow();
        var height = reader.GetOrdinal("height");
        Assert.Equal(64, reader.GetByte(height));
        Assert.Equal(64, reader.GetInt16(height));
        Assert.Equal(64, reader.GetInt64(height));
        Assert.Equal(64, reader.GetFloat(height));
        Assert.Equal(64, reader.GetDouble(height));
        Assert.Equal(64, reader.GetDecimal(height));
        Assert.Equal((DayOfWeek)64, reader.GetFieldValue<DayOfWeek>(height));
    }

    [Fact]
    public void A_fraction_is_read_as_any_fraction_but_not_as_a_whole_number()
    {
        using var reader = AtFirstRow();
        var score = reader.GetOrdinal("score");
        Assert.Equal(reader.GetFloat(score), (float)reader.GetDouble(score));
        Assert.Equal(reader.GetFloat(score), (float)reader.GetDecimal(score), 1e-6f);
        Assert.Contains("score", Assert.Throws<InvalidCastException>(() => reader.GetInt32(score)).Message);
    }

    [Fact]
    public void A_number_that_does_not_fit_is_refused()
    {
        using var reader = AtFirstRow("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 200x200");
        Assert.Throws<OverflowException>(() => reader.GetFieldValue<sbyte>(reader.GetOrdinal("height")));
    }

    [Fact]
    public void A_text_is_no_number_and_a_number_no_text()
    {
        using var reader = AtFirstRow();
        Assert.Throws<InvalidCastException>(() => reader.GetInt32(0));
        Assert.Throws<InvalidCastException>(() => reader.GetString(2));
        Assert.Throws<InvalidCastException>(() => reader.GetBoolean(2));
        Assert.Throws<InvalidCastException>(() => reader.GetChar(0));
        Assert.Throws<InvalidCastException>(() => reader.GetGuid(0));
        Assert.Throws<InvalidCastException>(() => reader.GetDateTime(0));
        Assert.Throws<InvalidCastException>(() => reader.GetBytes(0, 0, null, 0, 0));
    }

    [Fact]
    public void A_nullable_type_holds_what_is_there()
    {
        using var reader = AtFirstRow();
        Assert.Equal(64, reader.GetFieldValue<int?>(reader.GetOrdinal("height")));
        Assert.Equal(64L, reader.GetFieldValue<long?>(reader.GetOrdinal("height")));
    }

    [Fact]
    public void GetFieldValue_of_object_is_GetValue()
    {
        using var reader = AtFirstRow();
        Assert.Equal(reader.GetValue(2), reader.GetFieldValue<object>(2));
    }

    [Fact]
    public async Task GetFieldValueAsync_and_IsDBNullAsync_give_the_same()
    {
        await using var reader = AtFirstRow();
        Assert.Equal("film", await reader.GetFieldValueAsync<string>(0));
        Assert.False(await reader.IsDBNullAsync(0));
    }

    [Fact]
    public void Indexers_give_values()
    {
        using var reader = AtFirstRow();
        Assert.Equal("film", reader[0]);
        Assert.Equal("film", reader["IMAGE"]);
    }

    [Theory]
    [InlineData(20, 14)]
    [InlineData(3, 3)]
    public void GetValues_fills_as_much_as_there_is_room_for(int room, int filled)
    {
        using var reader = AtFirstRow();
        var values = new object[room];
        Assert.Equal(filled, reader.GetValues(values));
        Assert.Equal("film", values[0]);
    }

    [Fact]
    public void GetChars_copies_a_part_of_a_text()
    {
        using var reader = AtFirstRow();
        var buffer = new char[4];
        Assert.Equal(4, reader.GetChars(0, 0, null, 0, 0));
        Assert.Equal(2, reader.GetChars(0, 1, buffer, 2, 2));
        Assert.Equal("\0\0il", new string(buffer));
        Assert.Equal(0, reader.GetChars(0, 9, buffer, 0, 4));
    }

    [Fact]
    public void GetTextReader_reads_a_text()
    {
        using var reader = AtFirstRow();
        Assert.Equal("film", reader.GetTextReader(0).ReadToEnd());
    }

    [Fact]
    public void The_whole_map_is_read_from_any_of_its_rows()
    {
        using var reader = AtFirstRow();
        var (scores, drops, map) = (reader.GetFieldValue<float[,]>("score"), reader.GetFieldValue<float[,]>("drop"), reader.GetHeatmap());
        Assert.Equal(map.Scores, scores);
        Assert.Equal(map.Drop, drops);
        var position = 0;
        do
        {
            Assert.Equal(scores[position / map.Grid.Columns, position % map.Grid.Columns], reader.GetFloat(reader.GetOrdinal("score")));
            position++;
        }
        while (reader.Read());
    }

    [Fact]
    public void Other_columns_and_other_results_hold_no_map()
    {
        using (var reader = AtFirstRow())
        {
            Assert.Contains("score", Assert.Throws<InvalidCastException>(() => reader.GetFieldValue<float[,]>("x")).Message);
        }

        using var models = AtFirstRow("SHOW MODELS");
        Assert.Throws<InvalidCastException>(() => models.GetHeatmap());
        Assert.Throws<InvalidCastException>(() => models.GetFieldValue<float[,]>(0));
    }

    [Fact]
    public void Heatmaps_are_read_one_after_the_other_without_their_rows()
    {
        using var reader = Read("EXPLAIN OCCLUSION ON films USING chest FOR TOP 2 WITH PATCH 64 STRIDE 64");
        var maps = new List<(string, int)>();
        while (reader.ReadHeatmap() is { } map)
        {
            maps.Add((map.Image, map.ClassIndex));
            Assert.Equal(map.Image, reader.GetString(0));
        }

        Assert.Equal(12, maps.Distinct().Count());
    }

    [Fact]
    public async Task ReadHeatmapAsync_leaves_out_the_rest_of_a_map_that_was_begun()
    {
        await using var reader = Read("EXPLAIN OCCLUSION ON film USING chest FOR TOP 2 WITH PATCH 64 STRIDE 64");
        Assert.True(await reader.ReadAsync());
        Assert.True(await reader.ReadAsync());
        var first = reader.GetHeatmap();
        var second = await reader.ReadHeatmapAsync();
        Assert.NotEqual(first.ClassIndex, second!.ClassIndex);
        Assert.Null(await reader.ReadHeatmapAsync());
    }

    [Fact]
    public void Each_statement_with_rows_is_a_result_set()
    {
        using var reader = Read($"SET threads = 2; SHOW MODELS; SET threads = 1; {PhantomCatalog.Quick}; PREDICT film USING chest TOP 1; SET threads = 2");
        Assert.Equal(3, reader.FieldCount);
        Assert.True(reader.NextResult());
        Assert.Equal(14, reader.FieldCount);
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal("opacity", reader["label"]);
        Assert.False(reader.NextResult());
        Assert.False(reader.NextResult());
        Assert.Equal(0, reader.FieldCount);
        Assert.Equal(2, _connection.Session.Settings.Threads);
    }

    [Fact]
    public void A_batch_has_a_result_set_a_query()
    {
        using var reader = Read($"BEGIN BATCH; {PhantomCatalog.Quick}; EXPLAIN OCCLUSION ON film USING chest FOR CLASS 0 WITH PATCH 64 STRIDE 64; RUN BATCH");
        Assert.Equal(14, reader.FieldCount);
        var first = reader.ReadHeatmap()!;
        Assert.True(reader.NextResult());
        Assert.NotEqual(first.ClassIndex, reader.ReadHeatmap()!.ClassIndex);
        Assert.False(reader.NextResult());
    }

    [Theory]
    [InlineData("EXPLAIN PLAN FOR ")]
    [InlineData("EXPLAIN ANALYZE ")]
    public void A_plan_is_one_text(string how)
    {
        using var reader = AtFirstRow(how + PhantomCatalog.Quick);
        Assert.Equal("plan", reader.GetName(0));
        Assert.Contains("IncrementalSegment", reader.GetString(0));
        Assert.False(reader.Read());
    }

    [Fact]
    public void SingleRow_gives_one_row_a_result_set()
    {
        using var reader = Read($"{PhantomCatalog.Quick}; SHOW SETTINGS", CommandBehavior.SingleRow);
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.False(reader.Read());
    }

    [Fact]
    public void SingleResult_gives_one_result_set_but_runs_all_statements()
    {
        using var reader = Read("SHOW MODELS; SHOW IMAGES; SET threads = 3", CommandBehavior.SingleResult);
        Assert.True(reader.Read());
        Assert.False(reader.NextResult());
        Assert.Equal(3, _connection.Session.Settings.Threads);
    }

    [Fact]
    public void SchemaOnly_gives_columns_and_runs_nothing()
    {
        using var reader = Read($"{PhantomCatalog.Endless}; CREATE IMAGE other FROM 'nowhere.png'; PREDICT film USING chest; SHOW MODELS; EXPLAIN PLAN FOR {PhantomCatalog.Endless}", CommandBehavior.SchemaOnly);
        var counts = new List<int>();
        do
        {
            counts.Add(reader.FieldCount);
            Assert.False(reader.Read());
        }
        while (reader.NextResult());
        Assert.Equal([14, 7, 3, 1], counts);
    }

    [Fact]
    public void Several_windows_come_as_one_result_set()
    {
        using var reader = Read("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 64, 32x48 STRIDE 32; DIFF (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 64) MINUS (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 64 FILL GRAY)");
        var sizes = new List<(int, int)>();
        while (reader.Read())
        {
            sizes.Add((reader.GetInt32(reader.GetOrdinal("height")), reader.GetInt32(reader.GetOrdinal("width"))));
        }

        Assert.Equal([((64, 64), 6 * 6), ((32, 48), 7 * 6)], sizes.GroupBy(s => s).Select(g => (g.Key, g.Count())));
        Assert.True(reader.NextResult());
        Assert.True(reader.Read());
        Assert.Equal(14, reader.FieldCount);
        Assert.False(reader.NextResult());
    }

    [Fact]
    public void SchemaOnly_knows_the_columns_of_a_SELECT()
    {
        using var reader = Read($"SELECT y AS place, drop, max(score), image FROM ({PhantomCatalog.Endless}) GROUP BY y; INSERT INTO nowhere VALUES (1)", CommandBehavior.SchemaOnly);
        Assert.Equal(["place", "drop", "max(score)", "image"], Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
        Assert.Equal([typeof(long), typeof(double)], Enumerable.Range(0, 2).Select(reader.GetFieldType));
        Assert.False(reader.Read());
        Assert.False(reader.NextResult());
    }

    [Theory]
    [InlineData(CommandBehavior.KeyInfo)]
    [InlineData(CommandBehavior.SequentialAccess)]
    [InlineData(CommandBehavior.SequentialAccess | CommandBehavior.SingleResult)]
    public void Other_behaviours_change_nothing_for_rows(CommandBehavior behavior)
    {
        using var reader = Read("SHOW MODELS", behavior);
        Assert.True(reader.Read());
        Assert.Equal("chest", reader.GetString(0));
    }

    [Fact]
    public void CloseConnection_closes_the_connection_with_the_reader()
    {
        using var connection = catalog.Open();
        var reader = new KryptonCommand("SHOW MODELS", connection).ExecuteReader(CommandBehavior.CloseConnection);
        Assert.Equal(ConnectionState.Open, connection.State);
        reader.Close();
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public void CloseConnection_closes_the_connection_of_a_command_that_fails()
    {
        using var connection = catalog.Open();
        Assert.Throws<KryptonException>(() => new KryptonCommand("EXPLAIN OCCLUSION ON nothing USING chest", connection).ExecuteReader(CommandBehavior.CloseConnection));
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public void Result_is_the_whole_answer_once_the_rows_are_read()
    {
        using var reader = Read(PhantomCatalog.Quick);
        while (reader.Read())
        {
        }

        Assert.Equal(9, reader.Result!.Statistics!.Positions);
    }

    [Fact]
    public void A_closed_reader_refuses_everything_but_being_closed()
    {
        var reader = AtFirstRow();
        reader.Close();
        reader.Close();
        Assert.True(reader.IsClosed);
        Assert.Equal(-1, reader.RecordsAffected);
        Assert.Throws<InvalidOperationException>(() => reader.Read());
        Assert.Throws<InvalidOperationException>(() => reader.NextResult());
        Assert.Throws<InvalidOperationException>(() => reader.FieldCount);
        Assert.Throws<InvalidOperationException>(() => reader.HasRows);
        Assert.Throws<InvalidOperationException>(() => reader.GetValue(0));
        Assert.Throws<InvalidOperationException>(() => reader.GetSchemaTable());
    }

    [Fact]
    public void A_reader_enumerates_its_records()
    {
        using var reader = Read("SHOW IMAGES");
        Assert.Equal(["film"], reader.Cast<IDataRecord>().Select(r => r.GetString(0)));
    }

    [Fact]
    public void A_DataTable_loads_a_result_set()
    {
        using var reader = Read(PhantomCatalog.Quick);
        var table = new DataTable();
        table.Load(reader);
        Assert.Equal(9, table.Rows.Count);
        Assert.Equal(typeof(float), table.Columns["drop"]!.DataType);
    }

    [Fact]
    public void GetSchemaTable_describes_every_column()
    {
        using var reader = Read(PhantomCatalog.Quick);
        var table = reader.GetSchemaTable()!;
        Assert.Equal(14, table.Rows.Count);
        Assert.Equal("drop", table.Rows[11][SchemaTableColumn.ColumnName]);
        Assert.Equal(11, table.Rows[11][SchemaTableColumn.ColumnOrdinal]);
        Assert.Equal(typeof(float), table.Rows[11][SchemaTableColumn.DataType]);
        Assert.Equal(true, table.Rows[11][SchemaTableOptionalColumn.IsReadOnly]);
    }

    [Fact]
    public void GetSchemaTable_without_a_result_set_is_null()
    {
        using var reader = Read("SET threads = 2");
        Assert.Null(reader.GetSchemaTable());
        Assert.Empty(reader.GetColumnSchema());
    }

    [Fact]
    public async Task GetColumnSchema_describes_every_column()
    {
        await using var reader = Read("PREDICT film USING chest");
        var columns = await reader.GetColumnSchemaAsync();
        Assert.Equal(7, columns.Count);
        Assert.Equal(("probability", typeof(float), "REAL"), (columns[5].ColumnName, columns[5].DataType, columns[5].DataTypeName));
        Assert.All(columns, c => Assert.True(c.IsReadOnly));
    }
}
