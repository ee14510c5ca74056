using Krypton.Planning.Rules;

namespace Krypton.Tests.Plans;

/// <summary>Random statements over what <see cref="PhantomSession"/> knows, from pools so small that queries have much in common.</summary>
internal static class RandomQuery
{
    private const int Side = 224;

    private static readonly string[] Images = ["film", "film", "film", "\"normal-1000001\"", "\"opacity-1000012\"", "films"];
    private static readonly string[] Models = ["chest", "chest", "twin", "retrained", "branched", "branched"];
    private static readonly string[] Classes = ["", "", "FOR CLASS 0", "FOR CLASS 1", "FOR TOP 2"];
    private static readonly string[] Fills = ["", "", "", "FILL GRAY", "FILL MEAN", "FILL COLOR (10, 200, 30)", "FILL BLUR 2.5", "FILL IMAGE \"normal-1000009\""];
    private static readonly (int Height, int Width)[] Patches = [(16, 16), (16, 16), (24, 24), (8, 32), (64, 64), (17, 17)];
    private static readonly (int Height, int Width)[] Strides = [(4, 4), (8, 8), (8, 8), (16, 16), (8, 4)];
    private static readonly string[] Scores = ["", "", "", "SCORE LOGIT"];

    public static string Next(Random random)
    {
        var (patch, stride) = (Of(random, Patches), Of(random, Strides));
        var (y, x) = (8 * random.Next(13), 8 * random.Next(13));
        var height = Math.Min(Side - y, patch.Height + (stride.Height * random.Next(6)));
        var width = Math.Min(Side - x, patch.Width + (stride.Width * random.Next(6)));
        return $"EXPLAIN OCCLUSION ON {Of(random, Images)} USING {Of(random, Models)} {Of(random, Classes)} WITH PATCH {patch.Height}x{patch.Width} STRIDE {stride.Height}x{stride.Width} " +
            $"{Of(random, Fills)} REGION ({x}, {y}, {width}, {height}) {Of(random, Scores)}";
    }

    /// <summary>Rules on and off, another executor or limit, views that come and go.</summary>
    public static string Settings(Random random)
    {
        var statements = RuleCatalog.Switches.Select(s => $"SET rule.{s.Name} = {(random.Next(5) > 0 ? "on" : "off")}").ToList();
        statements.Add($"SET executor = {Of(random, ["auto", "auto", "auto", "incremental"])}");
        statements.Add($"SET memory_limit = '{Of(random, ["2GB", "2GB", "64MB"])}'");
        statements.Add($"SET activation_cache = {Of(random, ["0", "'16MB'", "'256MB'"])}");
        if (random.Next(5) == 0)
        {
            statements.Add($"CREATE OR REPLACE MATERIALIZED VIEW v{random.Next(4)} AS {Next(random)}");
        }

        if (random.Next(15) == 0)
        {
            statements.Add($"DROP MATERIALIZED VIEW IF EXISTS v{random.Next(4)}");
        }

        return string.Join(";\n", statements);
    }

    private static T Of<T>(Random random, IReadOnlyList<T> pool) => pool[random.Next(pool.Count)];
}
