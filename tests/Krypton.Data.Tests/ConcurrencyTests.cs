using System.Collections.Concurrent;
using Krypton.Results;

namespace Krypton.Data.Tests;

/// <summary>Alone, because it measures the process's memory.</summary>
[CollectionDefinition(nameof(ConcurrencyTests), DisableParallelization = true)]
[Collection(nameof(ConcurrencyTests))]
public sealed class ConcurrencyTests(PhantomCatalog catalog) : IClassFixture<PhantomCatalog>
{
    private const int Threads = 16;
    private const int Queries = 500;
    private const int WarmUp = 100;

    private static readonly byte[] Bytes = File.ReadAllBytes(Repository.Film("normal-1000001"));

    /// <summary>Queries of every kind, each with what it answers; the last two are mistakes, which answer with their message.</summary>
    private static readonly string[] Mixed =
    [
        "SHOW MODELS",
        "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 64 STRIDE 64",
        "EXPLAIN OCCLUSION ON @image USING chest WITH PATCH 48 STRIDE 48 REGION (0, 0, 96, 48)",
        "EXPLAIN OCCLUSION ON film USING chest FOR TOP 2 WITH PATCH 64 STRIDE 32 SCORE LOGIT",
        "SET threads = 2; DESCRIBE IMAGE film",
        "EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON film USING chest WITH PATCH 112 STRIDE 112 FILL WHITE",
        "EXPLAIN OCCLUSION ON film USING chest FOR CLASS 0 WITH PATCH 64 STRIDE 64; SHOW COLLECTIONS",
        "PREDICT film USING chest TOP 2",
        "EXPLAIN OCCLUSION ON nothing USING chest",
        "EXPLAIN OCCLUSION ON film USNG chest",
    ];

    [Fact]
    public void Sixteen_threads_get_correct_answers_and_no_memory_grows()
    {
        List<object>[] expected;
        using (var connection = catalog.Open("Threads=2"))
        {
            expected = [.. Mixed.Select(q => Answer(connection, q))];
        }

        var wrong = new ConcurrentQueue<string>();
        var memory = new List<long>();
        using var barrier = new Barrier(Threads, _ => memory.Add(GC.GetTotalMemory(forceFullCollection: true)));
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() => Work(t))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        Assert.Empty(wrong);
        Assert.InRange(memory[1] - memory[0], long.MinValue, 2L << 20);

        void Work(int thread)
        {
            try
            {
                using var connection = catalog.Open("Threads=2");
                var random = new Random(thread);
                for (var i = 0; i < Queries; i++)
                {
                    // All of them in the warm-up, then in any order.
                    var query = i < WarmUp ? i % Mixed.Length : random.Next(Mixed.Length);
                    var answer = Answer(connection, Mixed[query]);
                    if (!Same(answer, expected[query]))
                    {
                        wrong.Enqueue($"thread {thread}, query {i} '{Mixed[query]}': {string.Join('|', answer)} instead of {string.Join('|', expected[query])}");
                    }

                    if (i is WarmUp or Queries - 1)
                    {
                        barrier.SignalAndWait();
                    }
                }
            }
            catch (Exception e)
            {
                wrong.Enqueue($"thread {thread}: {e}");
                barrier.RemoveParticipant();
            }
        }
    }

    /// <summary>Every value that a script answers, row after row; its message where it fails.</summary>
    private static List<object> Answer(KryptonConnection connection, string script)
    {
        using var command = new KryptonCommand(script, connection);
        command.Parameters.AddWithValue("image", Bytes);
        try
        {
            using var reader = command.ExecuteReader();
            var values = new List<object>();
            do
            {
                while (reader.Read())
                {
                    // Estimated seconds move with what is in memory; the operators do not.
                    values.AddRange(reader.GetName(0) == "plan" ? ["plan"] : Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue));
                }
            }
            while (reader.NextResult());
            return values;
        }
        catch (KryptonException e)
        {
            return [e.Message];
        }
    }

    /// <summary>Scores to what every plan promises: the last bits depend on what was computed together.</summary>
    private static bool Same(List<object> a, List<object> b) =>
        a.Count == b.Count && a.Zip(b).All(p => p is (float x, float y) ? Math.Abs(x - y) < 1e-3f : p.First.Equals(p.Second));
}
