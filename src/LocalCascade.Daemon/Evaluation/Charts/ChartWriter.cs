using System.Globalization;
using System.Net;
using System.Text;

namespace LocalCascade.Daemon.Evaluation.Charts;

/// <summary>Writes charts as one SVG image, side by side. It brings its colours along, for light and for dark surroundings.</summary>
internal static class ChartWriter
{
    private const int Width = 460;
    private const int Height = 340;
    private const int Left = 62;
    private const int Right = 18;
    private const int Top = 40;
    private const int Bottom = 78;
    private const int CaptionHeight = 22;
    private const double Dot = 3.6;

    private const string Style = """
        .lc{--ground:#ffffff;--ink:#1f2430;--soft:#667085;--grid:#e4e7ec;--a:#0f766e;--b:#4f46e5;--c:#c2410c;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        @media (prefers-color-scheme:dark){.lc{--ground:#14171f;--ink:#e6e9f0;--soft:#98a2b3;--grid:#2a303c;--a:#2dd4bf;--b:#a5b4fc;--c:#fdba74}}
        .lc .ground{fill:var(--ground)}.lc text{fill:var(--ink);font-size:12px}.lc .title{font-size:14px;font-weight:600}.lc .soft{fill:var(--soft)}.lc .label{font-size:11px}
        .lc .grid{stroke:var(--grid);stroke-width:1}.lc path{fill:none;stroke-width:2;stroke-linejoin:round}.lc .span{stroke-width:1.4;opacity:.55}
        .lc .faint{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:4 4}.lc .a{stroke:var(--a)}.lc .b{stroke:var(--b)}.lc .c{stroke:var(--c)}
        .lc circle.a{fill:var(--a)}.lc circle.b{fill:var(--b)}.lc circle.c{fill:var(--c)}.lc circle{stroke:var(--ground)!important;stroke-width:1.2}
        """;

    /// <summary>The image.</summary>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    /// <param name="caption">What stands below; empty for nothing.</param>
    /// <param name="charts">The charts, from left to right.</param>
    public static string Write(string description, string caption, params IReadOnlyList<Chart> charts)
    {
        var svg = new StringBuilder();
        var height = Height + (caption.Length > 0 ? CaptionHeight : 0);
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"lc\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width * charts.Count} {height}\" role=\"img\" aria-label=\"{Escape(description)}\">\n<title>{Escape(description)}</title>\n<style>\n{Style}\n</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"8\"/>\n");
        foreach (var (index, chart) in charts.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({index * Width} 0)\">\n");
            WriteAxes(svg, chart);
            foreach (var series in chart.Series)
            {
                WriteSeries(svg, chart, series);
            }

            WriteLegend(svg, chart);
            svg.Append("</g>\n");
        }

        if (caption.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"soft\" x=\"{Left}\" y=\"{Height + 8}\">{Escape(caption)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void WriteAxes(StringBuilder svg, Chart chart)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{Left}\" y=\"22\">{Escape(chart.Title)}</text>\n");
        foreach (var (value, label) in chart.Y.Marks())
        {
            var y = AtY(chart, value);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text class=\"soft\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{label}</text>\n");
        }

        foreach (var (value, label) in chart.X.Marks())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"soft\" x=\"{AtX(chart, value):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{label}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - Bottom + 38}\" text-anchor=\"middle\">{Escape(chart.X.Title)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Escape(chart.Y.Title)}</text>\n");
    }

    private static void WriteSeries(StringBuilder svg, Chart chart, ChartSeries series)
    {
        if (series.IsLine && series.Points.Count > 1)
        {
            var path = string.Join('L', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{AtX(chart, point.X):0.#} {AtY(chart, point.Y):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{series.Tone}\" d=\"M{path}\"/>\n");
        }

        if (series.Tone == "faint")
        {
            return;
        }

        foreach (var point in series.Points)
        {
            var (x, y) = (AtX(chart, point.X), AtY(chart, point.Y));
            if (point is { Low: { } low, High: { } high })
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"span {series.Tone}\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{AtY(chart, low):0.#}\" y2=\"{AtY(chart, high):0.#}\"/>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{series.Tone}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{(series.IsLine ? Dot : 2 * Dot):0.#}\"><title>{Escape(point.Text)}</title></circle>\n");
            if (point.Label.Length > 0)
            {
                // Away from the edge that it would run over.
                var atRight = x > Width - 110;
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{(atRight ? x - 11 : x + 11):0.#}\" y=\"{y - 11:0.#}\" text-anchor=\"{(atRight ? "end" : "start")}\">{Escape(point.Label)}</text>\n");
            }
        }
    }

    private static void WriteLegend(StringBuilder svg, Chart chart)
    {
        var x = (double)Left;
        foreach (var series in chart.Series.Where(series => series.Name.Length > 0))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{series.Tone}\" stroke-width=\"2\" x1=\"{x:0.#}\" x2=\"{x + 16:0.#}\" y1=\"{Height - 16}\" y2=\"{Height - 16}\"/><text x=\"{x + 22:0.#}\" y=\"{Height - 12}\">{Escape(series.Name)}</text>");
            x += 40 + 6.4 * series.Name.Length;
        }
    }

    private static double AtX(Chart chart, double value) => Left + (Width - Left - Right) * Math.Clamp(value / chart.X.Most, 0, 1);

    private static double AtY(Chart chart, double value) => Height - Bottom - (Height - Top - Bottom) * Math.Clamp(value / chart.Y.Most, 0, 1);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
