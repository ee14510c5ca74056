using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Networks;

namespace Krypton.Execution.Tests;

public sealed class ActivationCacheTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly CpuDevice _device = new(1);
    private readonly Model _model = Model.Read(RandomNetworks.Build(1), "random");
    private readonly CompiledNetwork _network;
    private readonly ActivationCache _cache;
    private readonly List<string> _computed = [];

    public ActivationCacheTests() => (_network, _cache) = (new CompiledNetwork(_model.Network, _device), new ActivationCache(_clock));

    public void Dispose()
    {
        _cache.Dispose();
        _network.Dispose();
        _device.Dispose();
    }

    [Fact]
    public void What_was_kept_is_not_computed_again()
    {
        _cache.Limit = long.MaxValue;
        Use("a", seconds: 1);
        Use("a", seconds: 1);
        Assert.Equal(["a"], _computed);
    }

    [Fact]
    public void Without_a_limit_set_nothing_is_kept()
    {
        Use("a", seconds: 1);
        Assert.Equal(0, _cache.Bytes);
        Use("a", seconds: 1);
        Assert.Equal(["a", "a"], _computed);
    }

    [Fact]
    public void What_is_quickest_to_compute_again_goes_first()
    {
        _cache.Limit = 5 * Bytes() / 2;
        Use("slow", seconds: 10);
        Use("quick", seconds: 1);
        Use("middling", seconds: 5);
        Assert.InRange(_cache.Bytes, 1, _cache.Limit);
        _computed.Clear();
        Use("slow", seconds: 10);
        Use("middling", seconds: 5);
        Assert.Empty(_computed);
        Use("quick", seconds: 1);
        Assert.Equal(["quick"], _computed);
    }

    [Fact]
    public void What_is_often_used_stays_longer()
    {
        _cache.Limit = 5 * Bytes() / 2;
        for (var i = 0; i < 4; i++)
        {
            Use("often", seconds: 1);
        }

        Use("once", seconds: 3);
        Use("new", seconds: 10);
        _computed.Clear();
        Use("often", seconds: 1);
        Assert.Empty(_computed);
        Use("once", seconds: 3);
        Assert.Equal(["once"], _computed);
    }

    [Fact]
    public void What_is_in_use_stays_whatever_the_limit()
    {
        var (a, b) = (Lend("a", 1), Lend("b", 1));
        _cache.Trim();
        Assert.Equal(a.Bytes + b.Bytes, _cache.Bytes);
        _cache.Release(a);
        Assert.Equal(b.Bytes, _cache.Bytes);
        _cache.Release(b);
        Assert.Equal(0, _cache.Bytes);
    }

    private void Use(string key, int seconds) => _cache.Release(Lend(key, seconds));

    private BaseActivations Lend(string key, int seconds) => _cache.Lend(key, () =>
    {
        _computed.Add(key);
        _clock.Seconds += seconds;
        return Compute();
    });

    private BaseActivations Compute() => new(_network, [new float[_model.Input.Shape.Count]], default);

    private long Bytes()
    {
        using var one = Compute();
        return one.Bytes;
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
