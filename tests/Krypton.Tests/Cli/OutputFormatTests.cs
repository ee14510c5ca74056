using System.Globalization;
using System.Text.Json;
using Krypton.Cli;

namespace Krypton.Tests.Cli;

public class OutputFormatTests
{
    private static readonly string Explain = $"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 32 STRIDE 32";

    [Fact]
    public void Csv_holds_every_position_once_and_nothing_else()
    {
        var run = CliRun.Of("--format", "csv", "-c", Explain);
        Assert.Equal("image,model,class,label,row,col,y,x,height,width,score,drop,predicted,exact", run.Lines[0]);
        var rows = run.Lines.Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(49, rows.Count);
        Assert.Equal(49, rows.Select(r => (r[6], r[7])).Distinct().Count());
        Assert.All(rows, r => Assert.Equal(int.Parse(r[4], CultureInfo.InvariantCulture) * 32, int.Parse(r[6], CultureInfo.InvariantCulture)));
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Json_says_the_same_as_csv_to_the_last_digit()
    {
        var csv = CliRun.Of("--format", "csv", "-c", Explain).Lines.Skip(1).Select(line => line.Split(',')).ToList();
        using var json = JsonDocument.Parse(Assert.Single(CliRun.Of("--format", "json", "-c", Explain).Lines));
        Assert.Equal(csv.Select(r => Number(r[10])), json.RootElement.EnumerateArray().Select(r => r.GetProperty("score").GetSingle()));
        Assert.Equal(csv.Select(r => Number(r[11])), json.RootElement.EnumerateArray().Select(r => r.GetProperty("drop").GetSingle()));
        Assert.All(json.RootElement.EnumerateArray(), row => Assert.Equal("opacity", row.GetProperty("label").GetString()));
    }

    [Fact]
    public void Json_is_one_document_a_line_for_each_answer_with_rows()
    {
        var run = CliRun.Of("--format", "json", "-c", $"SET threads = 1; SHOW SETTINGS; SHOW MODELS; {Explain}");
        using var settings = JsonDocument.Parse(run.Lines[0]);
        Assert.Equal("1", settings.RootElement[0].GetProperty("value").GetString());
        Assert.Equal("[]", run.Lines[1]);
        Assert.Equal(3, run.Lines.Count);
        Assert.Equal("threads = 1\n", run.Error);
    }

    [Fact]
    public void Messages_and_written_files_go_to_standard_error_where_standard_output_is_for_programs()
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of("--format", "csv", "-c", $"CREATE IMAGE a FROM '{Repository.Film()}'; {Explain} INTO '{folder.File("a.png")}'");
        Assert.Equal($"image 'a' created\nwrote {folder.File("a.png")}\n", run.Error);
        Assert.Equal(50, run.Lines.Count);
        Assert.True(File.Exists(folder.File("a.png")));
    }

    [Fact]
    public void Tables_align_and_count_their_rows()
    {
        var run = CliRun.Of("-c", $"PREDICT '{Repository.Film()}' USING '{Repository.Model}'");
        Assert.Equal("(2 rows)", run.Lines[^1]);
        Assert.Matches("^image +model +rank +class +label +probability +logit$", run.Lines[0]);
        Assert.All(run.Lines.Take(4), line => Assert.Equal(run.Lines[0].Length, line.Length));
        Assert.Matches(@" 1 +1  opacity +0\.\d{4} +\d\.\d{4}$", run.Lines[2]);
    }

    [Fact]
    public void An_explanation_as_a_table_shows_ten_positions_and_says_how_to_get_the_rest()
    {
        var run = CliRun.Of("-c", Explain);
        Assert.Contains("10 strongest of 49 positions (all: --format csv", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"predicted +opacity \(class 1\), probability 0\.\d{3}\n", run.Output);
        Assert.Matches(@"largest drop +\d\.\d{3} at y \d+, x \d+ px \(probability \d\.\d{3} → \d\.\d{3}\)\n", run.Output);
        Assert.Contains("49 positions (7 down × 7 across), patch 32×32 px, stride 32×32 px\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n[\d.]+ m?s: .*positions [\d.]+ m?s", run.Output);
        Assert.Contains("not compared with naive re-inference\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(10, Positions(run).Count);
    }

    [Fact]
    public void With_many_positions_the_gain_over_naive_inference_is_estimated()
    {
        var run = CliRun.Of("-c", Explain.Replace("STRIDE 32", "STRIDE 8", StringComparison.Ordinal));
        Assert.Matches(@"about [\d.,]+× (faster than|as fast as) naive re-inference \(estimated\)\n", run.Output);
    }

    [Fact]
    public void The_positions_shown_are_those_with_the_largest_drops()
    {
        var all = CliRun.Of("--format", "csv", "-c", Explain).Lines.Skip(1).Select(line => Number(line.Split(',')[11])).OrderDescending().Take(10);
        Assert.Equal(all.Select(d => Math.Round(d, 4)), Positions(CliRun.Of("-c", Explain)).Select(p => Math.Round(p[3], 4)), (a, b) => Math.Abs(a - b) < 1.1e-4);
    }

    [Fact]
    public void An_explained_class_other_than_the_predicted_one_is_named_with_its_score()
    {
        var run = CliRun.Of("-c", $"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' FOR CLASS 'normal' WITH PATCH 32 STRIDE 32 SCORE LOGIT");
        Assert.Matches(@"explained +normal \(class 0\), logit -?\d+\.\d{3}\n", run.Output);
        Assert.Matches(@"y \(px\)  x \(px\) +logit +drop\n", run.Output);
    }

    [Fact]
    public void Many_heatmaps_are_one_table_with_a_row_each()
    {
        var run = CliRun.With("", CliRun.Screen, "-c", $"EXPLAIN OCCLUSION ON '{Repository.Films}/*.png' USING '{Repository.Model}' WITH PATCH 32 STRIDE 64");
        Assert.Equal(ExitStatus.Success, run.Status);
        Assert.Matches("^image +predicted +probability +explained", run.Lines[0]);
        Assert.Contains("6 images, each 4 down × 4 across", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    private static List<double[]> Positions(CliRun run) =>
        [.. run.Lines.SkipWhile(l => !l.StartsWith("y (px)", StringComparison.Ordinal)).Skip(2).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .TakeWhile(c => c.Length == 4).Select(c => c.Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
