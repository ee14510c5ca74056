using System.Diagnostics;
using Krypton.Results;

namespace Krypton.Data.Tests;

public sealed class CancellationTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>, IDisposable
{
    private readonly KryptonConnection _connection = catalog.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public async Task A_token_stops_a_running_command()
    {
        using var source = new CancellationTokenSource();
        using var command = new KryptonCommand(PhantomCatalog.Endless, _connection);
        command.Progress += (_, p) => StopOnce(source, p);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteReaderAsync(source.Token));
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Contains("positions", error.Message);
        Free();
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_starts_nothing()
    {
        using var command = new KryptonCommand("SET threads = 7", _connection);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(new CancellationToken(canceled: true)));
        Assert.NotEqual(7, _connection.Session.Settings.Threads);
    }

    [Fact]
    public void Cancel_stops_a_running_command_from_another_thread()
    {
        using var command = new KryptonCommand(PhantomCatalog.Endless, _connection);
        command.Progress += (_, p) =>
        {
            if (p.Done > 0)
            {
                command.Cancel();
            }
        };
        var error = Assert.Throws<KryptonException>(() => command.ExecuteReader());
        Assert.Equal(KryptonException.Canceled, error.SqlState);
        Assert.IsAssignableFrom<OperationCanceledException>(error.InnerException);
        Free();
    }

    [Fact]
    public async Task Cancel_stops_an_asynchronous_command_too()
    {
        await using var command = new KryptonCommand(PhantomCatalog.Endless, _connection);
        command.Progress += (_, p) =>
        {
            if (p.Done > 0)
            {
                command.Cancel();
            }
        };
        Assert.Equal(KryptonException.Canceled, (await Assert.ThrowsAsync<KryptonException>(() => command.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public void A_command_that_takes_longer_than_its_timeout_is_stopped()
    {
        using var command = new KryptonCommand(PhantomCatalog.Endless, _connection) { CommandTimeout = 1 };
        var error = Assert.Throws<KryptonException>(() => command.ExecuteReader());
        Assert.Equal(KryptonException.TimedOut, error.SqlState);
        Assert.Contains("CommandTimeout of 1 s", error.Message);
        Free();
    }

    [Fact]
    public void The_connections_timeout_holds_too()
    {
        using var connection = catalog.Open("Command Timeout=1");
        Assert.Equal(KryptonException.TimedOut, Assert.Throws<KryptonException>(() => new KryptonCommand(PhantomCatalog.Endless, connection).ExecuteNonQuery()).SqlState);
    }

    [Fact]
    public void Who_waits_for_another_connection_can_be_stopped()
    {
        using var running = new KryptonCommand(PhantomCatalog.Endless, _connection);
        using var began = new ManualResetEventSlim();
        running.Progress += (_, _) => began.Set();
        var run = Task.Run(running.ExecuteNonQuery);
        began.Wait();
        using var other = catalog.Open();
        Assert.Equal(KryptonException.TimedOut, Assert.Throws<KryptonException>(() => new KryptonCommand("SHOW MODELS", other) { CommandTimeout = 1 }.ExecuteScalar()).SqlState);
        running.Cancel();
        Assert.ThrowsAny<Exception>(() => run.GetAwaiter().GetResult());
    }

    [Fact]
    public async Task A_token_stops_waiting_for_the_next_row_and_the_command()
    {
        await using var command = new KryptonCommand($"SHOW MODELS; {PhantomCatalog.Endless}", _connection);
        await using var reader = await command.ExecuteReaderAsync();
        using var source = new CancellationTokenSource();
        command.Progress += (_, p) => StopOnce(source, p);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.NextResultAsync(source.Token));
        await reader.CloseAsync();
        Free();
    }

    [Fact]
    public void Closing_a_reader_stops_what_still_runs()
    {
        using var command = new KryptonCommand($"SHOW MODELS; {PhantomCatalog.Endless}; SET threads = 7", _connection);
        var reader = command.ExecuteReader();
        var clock = Stopwatch.StartNew();
        reader.Close();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Assert.NotEqual(7, _connection.Session.Settings.Threads);
        Free();
    }

    [Fact]
    public void Closing_a_connection_stops_what_still_runs()
    {
        using var connection = catalog.Open();
        using var command = new KryptonCommand($"SHOW MODELS; {PhantomCatalog.Endless}", connection);
        var reader = command.ExecuteReader();
        connection.Close();
        Assert.True(reader.IsClosed);
        Assert.Null(command.GetQueryProgress());
    }

    private static void StopOnce(CancellationTokenSource source, QueryProgress progress)
    {
        if (progress.Done > 0)
        {
            source.Cancel();
        }
    }

    /// <summary>The connection takes the next command, so nothing of the last one runs.</summary>
    private void Free() => Assert.Equal("chest", new KryptonCommand("SHOW MODELS", _connection).ExecuteScalar());
}
