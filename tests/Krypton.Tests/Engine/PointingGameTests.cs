using Krypton.Imaging;
using Krypton.Phantoms;

namespace Krypton.Tests.Engine;

/// <summary>The bundled model on films it has never seen: is it right, and does its heatmap point at the opacity?</summary>
public sealed class PointingGameTests : IDisposable
{
    private const int Films = 100;

    /// <summary>Half a patch: its middle may lie that far outside and the patch still covers a part of the opacity.</summary>
    private const int Margin = 8;

    private readonly EngineFixture _engine = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_strongest_drop_lies_on_the_opacity_in_95_of_100_held_out_films()
    {
        var films = Draw(positive: true);
        var result = _engine.One($"EXPLAIN OCCLUSION ON '{_folder.Path}/*.png' USING chest FOR CLASS 'opacity' WITH PATCH 16 STRIDE 8");
        var hits = 0;
        foreach (var map in result.Heatmaps)
        {
            var (row, column, _) = map.Strongest();
            hits += films[map.Image].Opacity!.Value.BoxContains(map.Grid.Y[row] + 8, map.Grid.X[column] + 8, Margin) ? 1 : 0;
        }

        Assert.Equal(Films, result.Heatmaps.Count);
        Assert.True(hits >= 95, $"{hits} of {Films} heatmaps point at the opacity");
    }

    [Fact]
    public void At_least_97_of_100_predictions_are_right()
    {
        var films = Draw(positive: true, Films / 2).Concat(Draw(positive: false, Films / 2)).ToDictionary();
        var rows = _engine.One($"PREDICT '{_folder.Path}/*.png' USING chest TOP 1").Relation!.Rows.ToList();
        var right = rows.Count(r => (string)r[4]! == (films[(string)r[0]!].IsPositive ? "opacity" : "normal"));
        Assert.Equal(Films, rows.Count);
        Assert.True(right * 100 >= 97 * Films, $"{right} of {Films} predictions are right");
    }

    private Dictionary<string, PhantomFilm> Draw(bool positive, int count = Films)
    {
        var films = new Dictionary<string, PhantomFilm>();
        for (var i = 0; i < count; i++)
        {
            var film = ChestPhantom.Generate(PhantomSeeds.HeldOut + 20_000 + (ulong)i, positive);
            var rgb = film.Pixels.SelectMany(p => new[] { p, p, p }).ToArray();
            var name = $"{(positive ? "positive" : "normal")}-{i}";
            ImageFile.SavePng(new RgbImage(PhantomFilm.Size, PhantomFilm.Size, rgb), _folder.File($"{name}.png"));
            films[name] = film;
        }

        return films;
    }
}
