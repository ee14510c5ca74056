using System.Globalization;
using System.Text;

namespace Krypton.Benchmarks.Approximation;

/// <summary>Quality against cost as an SVG picture: a line a method, the horizontal axis logarithmic.</summary>
internal static class CurvePlot
{
    private const int Width = 860;
    private const int Height = 480;
    private const int Left = 60;
    private const int Right = 330;
    private const int Top = 36;
    private const int Bottom = 50;
    private const double LeastCost = 0.03;

    // Okabe and Ito 2008: told apart by everyone.
    private static readonly string[] Colors = ["#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7", "#999999"];

    public static string Draw(string title, IReadOnlyList<(string Method, IReadOnlyList<(double Cost, double Quality)> Points)> curves)
    {
        var svg = new StringBuilder();
        svg.AppendLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine($"<title>{title}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/><text x=\"{Left}\" y=\"22\" font-size=\"15\">{title}</text>");
        foreach (var quality in (double[])[0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
        {
            svg.AppendLine(Invariant($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(quality):0.0}\" y2=\"{Y(quality):0.0}\" stroke=\"{(quality == 0.9 ? "#888" : "#ddd")}\"/><text x=\"{Left - 8}\" y=\"{Y(quality) + 4:0.0}\" text-anchor=\"end\">{quality:0.0}</text>"));
        }

        foreach (var cost in (double[])[0.03, 0.05, 0.1, 0.2, 0.4, 0.7, 1])
        {
            svg.AppendLine(Invariant($"<line x1=\"{X(cost):0.0}\" x2=\"{X(cost):0.0}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#ddd\"/><text x=\"{X(cost):0.0}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{cost:0.##}</text>"));
        }

        svg.AppendLine($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">time, as a share of the exact map's</text>");
        svg.AppendLine($"<text transform=\"translate(16,{(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">mean SSIM</text>");
        for (var c = 0; c < curves.Count; c++)
        {
            var color = Colors[c % Colors.Length];
            var dashes = (c / Colors.Length) switch { 0 => "", 1 => " stroke-dasharray=\"6 3\"", _ => " stroke-dasharray=\"2 3\"" };
            var points = curves[c].Points.Where(p => p.Quality > 0.4).OrderBy(p => p.Cost).ToList();
            svg.AppendLine($"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"{dashes} points=\"{string.Join(' ', points.Select(p => Invariant($"{X(p.Cost):0.0},{Y(p.Quality):0.0}")))}\"/>");
            foreach (var (cost, quality) in points)
            {
                svg.AppendLine(Invariant($"<circle cx=\"{X(cost):0.0}\" cy=\"{Y(quality):0.0}\" r=\"3\" fill=\"{color}\"/>"));
            }

            var y = Top + 12 + (20 * c);
            svg.AppendLine($"<line x1=\"{Width - Right + 14}\" x2=\"{Width - Right + 36}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{color}\" stroke-width=\"2\"{dashes}/><text x=\"{Width - Right + 42}\" y=\"{y + 4}\">{curves[c].Method}</text>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static double X(double cost) => Left + ((Width - Right - Left) * Math.Log(Math.Clamp(cost, LeastCost, 1.3) / LeastCost) / Math.Log(1.3 / LeastCost));

    private static double Y(double quality) => Height - Bottom - ((Height - Bottom - Top) * (quality - 0.4) / 0.6);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
