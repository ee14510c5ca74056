namespace Krypton.Studio.Tests.Api;

public sealed class ManyUsersTests
{
    /// <summary>For minutes instead of seconds: krypton-bench studio.</summary>
    [Fact]
    public async Task Users_at_once_all_get_their_own_answers()
    {
        await using var studio = await TestStudio.Start();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async user =>
        {
            using var visitor = studio.Visit();
            for (var i = 0; i < 3; i++)
            {
                var patch = 32 + (8 * ((user + i) % 4));
                var answer = await visitor.Answer($"EXPLAIN OCCLUSION ON film_opacity_{1 + (user % 4)} USING phantom_chest WITH PATCH {patch} STRIDE 16");
                var map = answer["maps"]![0]!["map"]!;
                Assert.Equal(($"film_opacity_{1 + (user % 4)}", patch), ((string)map["image"]!, (int)map["grid"]!["patchWidth"]!));
            }

            Assert.Equal(3, (await visitor.Get("/api/runs")).AsArray().Count);
        }));
    }
}
