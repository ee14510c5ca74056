using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

/// <summary>What OpenTelemetry sees. Other tests run beside this one, so it looks only at statements of its own.</summary>
public sealed class TelemetryTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    [Fact]
    public void A_statement_is_an_activity_with_its_text_and_its_positions()
    {
        var seen = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Krypton",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        const string mine = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 61 STRIDE 61";
        engine.Run($"SHOW MODELS; {mine}");
        var activity = Assert.Single(seen, a => Equals(a.GetTagItem("db.query.text"), mine));
        Assert.Equal("ExplainOcclusion", activity.OperationName);
        Assert.Equal(9L, activity.GetTagItem("krypton.positions.evaluated"));

        const string wrong = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 61 STRIDE 61 FILL IMAGE 'nowhere.png'";
        Assert.Throws<QueryException>(() => engine.Run(wrong));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(seen, a => Equals(a.GetTagItem("db.query.text"), wrong)).Status);
    }

    [Fact]
    public void Queries_seconds_positions_and_errors_are_counted()
    {
        var counted = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Krypton")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => counted.AddOrUpdate(i.Name, value, (_, v) => v + value));
        listener.SetMeasurementEventCallback<double>((i, value, _, _) => counted.AddOrUpdate(i.Name, value, (_, v) => v + value));
        listener.Start();
        engine.Run("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 59 STRIDE 59");
        engine.Run("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 59 STRIDE 59");
        Assert.Throws<QueryException>(() => engine.Run("DROP MODEL nothing"));
        Assert.InRange(counted["krypton.queries"], 3, double.MaxValue);
        Assert.InRange(counted["krypton.query.duration"], 0, double.MaxValue);
        Assert.InRange(counted["krypton.positions.evaluated"], 9, double.MaxValue);
        Assert.InRange(counted["krypton.positions.reused"], 9, double.MaxValue);
        Assert.InRange(counted["krypton.errors"], 1, double.MaxValue);
    }
}
