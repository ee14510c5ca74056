namespace Krypton.Studio.Tests;

/// <summary>One Studio for all tests of a class that do not disturb one another.</summary>
public sealed class SharedStudio : IAsyncLifetime
{
    internal TestStudio Studio { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Studio = await TestStudio.Start();

    public ValueTask DisposeAsync() => Studio.DisposeAsync();
}
