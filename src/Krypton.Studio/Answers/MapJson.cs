using Krypton.Results;
using Krypton.Sql.Ast;
using Krypton.Studio.Runs;

namespace Krypton.Studio.Answers;

/// <summary>Heatmaps and runs as the page reads them.</summary>
internal static class MapJson
{
    public static object Of(Heatmap map)
    {
        var (grid, strongest) = (map.Grid, map.Strongest());
        var winners = new int[grid.Count];
        for (var i = 0; i < winners.Length; i++)
        {
            winners[i] = map.WinnerAt(i / grid.Columns, i % grid.Columns) ?? -1;
        }

        return new
        {
            map.Image, map.Model, map.ClassIndex, map.Label, Base = map.BaseScore, IsLogit = map.ScoreKind == ScoreKind.Logit, map.Predicted,
            map.Picture.Width, map.Picture.Height,
            Grid = new { grid.Rows, grid.Columns, grid.PatchHeight, grid.PatchWidth, grid.StrideHeight, grid.StrideWidth, Y = grid.Y.Start, X = grid.X.Start },
            Scores = Packed.Floats(map.Scores),
            Winners = Packed.Integers(winners),
            Labels = winners.Distinct().Where(w => w >= 0).ToDictionary(w => w, w => w < map.Labels.Count ? map.Labels[w] : $"class {w}"),
            Strongest = new { strongest.Row, strongest.Column, strongest.Drop },
            Quality = map.Quality is { } q ? new { Metric = q.Metric.ToString().ToUpperInvariant(), q.Estimate, q.Deviation, q.Exact } : null,
        };
    }

    public static object Of(StudioRun run) => new
    {
        run.Id, run.Script, State = run.State.ToString().ToLowerInvariant(), run.Position, run.Error, run.Submitted,
        Progress = run.Progress is { } p ? new { p.Image, p.Done, p.Total, Elapsed = p.Elapsed.TotalSeconds, Remaining = p.Remaining?.TotalSeconds } : null,
        run.Answer?.Seconds,
    };

    public static object Of(RunAnswer answer) => new
    {
        answer.Seconds, answer.Positions, answer.Evaluated, answer.Reused, answer.Messages, answer.Analysis,
        Maps = answer.Maps.Select(m => new { Map = Of(m.Heatmap), m.Before, m.After }),
        Tables = answer.Tables.Select(t => new { Columns = t.Columns.Select(c => c.Name), Rows = t.Rows.Take(1000) }),
    };
}
