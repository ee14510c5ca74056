using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Krypton.Studio;

namespace Krypton.Benchmarks;

/// <summary>Users of Studio at once, on this machine's loopback: what they wait, whether anything is lost, and whether memory stays.</summary>
internal static class StudioBenchmark
{
    public static int Run(Arguments arguments)
    {
        var (users, seconds) = (arguments.Number("users", 20), arguments.Number("seconds", 120));
        return RunAsync(users, TimeSpan.FromSeconds(seconds)).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(int users, TimeSpan time)
    {
        var data = Directory.CreateTempSubdirectory("krypton-studio-").FullName;
        try
        {
            await using var app = await StudioApp.Start(new StudioOptions { Port = 0, Data = data });
            var tally = new Tally();
            var clock = Stopwatch.StartNew();
            var memory = new List<long>();
            var all = Task.WhenAll(Enumerable.Range(0, users).Select(u => Use(app.Address, u, clock, time, tally)));
            while (!all.IsCompleted)
            {
                await Task.WhenAny(all, Task.Delay(time / 8));
                memory.Add(Environment.WorkingSet >> 20);
            }

            await all;
            var waits = tally.Waits.Order().ToList();
            Console.WriteLine($"{users} users for {clock.Elapsed.TotalSeconds:0} s: {waits.Count} answers, {tally.Cancelled} cancelled, {tally.Errors.Count} errors");
            Console.WriteLine($"from asking to the answer: median {waits[waits.Count / 2]:0.00} s, 95 % {waits[waits.Count * 95 / 100]:0.00} s, longest {waits[^1]:0.00} s");
            Console.WriteLine($"answers a user: {tally.ByUser.Values.Min()} to {tally.ByUser.Values.Max()}; memory {string.Join(", ", memory)} MB, of which {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB are .NET's and held");
            foreach (var error in tally.Errors.Distinct().Take(5))
            {
                Console.WriteLine($"  {error}");
            }

            return tally.Errors.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Asks, looks at the answer, asks more closely; now and then changes the mind and cancels.</summary>
    private static async Task Use(Uri address, int user, Stopwatch clock, TimeSpan time, Tally tally)
    {
        var random = new Random(user);
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        while (clock.Elapsed < time)
        {
            try
            {
                var asked = clock.Elapsed;
                var script = Script(random);
                (await http.PostAsJsonAsync("/api/plan", new { script })).EnsureSuccessStatusCode();
                var answer = await http.PostAsJsonAsync("/api/runs", new { script });
                answer.EnsureSuccessStatusCode();
                var id = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
                var cancels = random.Next(12) == 0;
                if (cancels)
                {
                    (await http.DeleteAsync($"/api/runs/{id}")).EnsureSuccessStatusCode();
                }

                await http.GetStringAsync($"/api/runs/{id}/events");
                var state = (string)(await http.GetFromJsonAsync<JsonNode>($"/api/runs/{id}"))!["state"]!;
                if (state == "done")
                {
                    var result = await http.GetFromJsonAsync<JsonNode>($"/api/runs/{id}/answer");
                    await http.GetByteArrayAsync($"/api/runs/{id}/maps/0/heatmap.png");
                    tally.Answered(user, (clock.Elapsed - asked).TotalSeconds, result!["maps"]!.AsArray().Count > 0);
                }
                else
                {
                    tally.Ended(state, cancels);
                }
            }
            catch (HttpRequestException e)
            {
                tally.Failed(e.Message);
            }

            await Task.Delay(random.Next(100, 500));
        }
    }

    private static string Script(Random random)
    {
        string[] films = ["film_opacity_1", "film_opacity_2", "film_opacity_3", "film_opacity_4", "film_normal_1", "film_normal_2"];
        var region = random.Next(2) == 0 ? $" REGION ({random.Next(12) * 8}, {random.Next(12) * 8}, 96, 96)" : "";
        var approximate = random.Next(4) == 0 ? " APPROX 0.9" : "";
        return $"EXPLAIN OCCLUSION ON {films[random.Next(films.Length)]} USING phantom_chest WITH PATCH {8 * random.Next(1, 4)} STRIDE {4 << random.Next(2)}{region}{approximate}";
    }

    private sealed class Tally
    {
        private readonly Lock _lock = new();

        public List<double> Waits { get; } = [];

        public Dictionary<int, int> ByUser { get; } = [];

        public List<string> Errors { get; } = [];

        public int Cancelled { get; private set; }

        public void Answered(int user, double seconds, bool hasMaps)
        {
            lock (_lock)
            {
                Waits.Add(seconds);
                ByUser[user] = ByUser.GetValueOrDefault(user) + 1;
                if (!hasMaps)
                {
                    Errors.Add("an answer without a heatmap");
                }
            }
        }

        public void Ended(string state, bool wanted)
        {
            lock (_lock)
            {
                Cancelled++;
                if (!wanted || state != "cancelled")
                {
                    Errors.Add($"a query ended as {state}");
                }
            }
        }

        public void Failed(string why)
        {
            lock (_lock)
            {
                Errors.Add(why);
            }
        }
    }
}
