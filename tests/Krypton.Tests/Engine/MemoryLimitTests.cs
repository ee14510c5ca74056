using System.Text.RegularExpressions;
using Krypton.Kernels;

namespace Krypton.Tests.Engine;

/// <summary>Counts what all kernels of the process hold, so nothing may run beside it.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryLimitTests
{
    [Theory]
    [InlineData("PATCH 16 STRIDE 4")]
    [InlineData("PATCH 100 STRIDE 4")]
    [InlineData("PATCH 4 STRIDE 2")]
    public void A_query_holds_no_more_than_the_smallest_limit_that_it_accepts(string clauses)
    {
        using var engine = new EngineFixture();
        var query = $"EXPLAIN OCCLUSION ON film USING chest WITH {clauses}";
        engine.Run("SET threads = 2; SET executor = incremental; SET memory_limit = '1MB'");
        var limit = long.Parse(Regex.Match(engine.Fails(query).Message, @"SET memory_limit = '(\d+)MB'").Groups[1].Value) << 20;
        engine.Run($"SET memory_limit = '{limit >> 20}MB'");
        var before = NativeBuffer.TotalBytes;
        NativeBuffer.ResetPeak();
        engine.Run(query);
        Assert.InRange(NativeBuffer.PeakBytes - before, 1 << 20, limit);
    }
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
