using System.Globalization;
using System.Net;

namespace LocalCascade.Daemon.Reporting.Page;

/// <summary>Pieces that every chart is made of.</summary>
internal static class Markup
{
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A coordinate or width.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A part of the whole, for CSS.</summary>
    public static string Width(double part) => $"{Number(Math.Clamp(part, 0, 1) * 100)}%";

    public static string Each<T>(IEnumerable<T> items, Func<T, string> write) => string.Concat(items.Select(write));

    /// <summary>What stands where a chart has nothing to show.</summary>
    public static string Empty(string sentence) => $"<p class=\"empty\">{Escape(sentence)}</p>";

    /// <summary>A chart in two widths, of which one is seen: text stays as large as it was meant.</summary>
    /// <param name="label">What it shows, for whoever does not see it.</param>
    /// <param name="roomy">The width on a large screen, in pixels.</param>
    /// <param name="draw">Draws it for a width; gives its height and what is in it.</param>
    public static string Figure(string label, int roomy, Func<int, (int Height, string Content)> draw)
    {
        return $"<figure>{Svg("roomy", roomy)}{Svg("narrow", 326)}</figure>";

        string Svg(string name, int width)
        {
            var (height, content) = draw(width);
            return $"<svg class=\"{name}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Escape(label)}\">{content}</svg>";
        }
    }

    public static string Line(string name, double x1, double y1, double x2, double y2) =>
        $"<line class=\"{name}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>";

    public static string Text(string text, double x, double y, string anchor = "start", string name = "") =>
        $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\"{(name.Length > 0 ? $" class=\"{name}\"" : "")}>{Escape(text)}</text>";

    public static string Box(string name, double x, double y, double width, double height, double round = 0) =>
        $"<rect class=\"{name}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(Math.Max(width, 0))}\" height=\"{Number(Math.Max(height, 0))}\"{(round > 0 ? $" rx=\"{Number(round)}\"" : "")}/>";

    /// <summary>The chart's numbers as a table, folded.</summary>
    public static string Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows) => $"""
        <details><summary>The numbers</summary><div class="scroll"><table>
        <thead><tr>{Each(heads, head => $"<th scope=\"col\">{Escape(head)}</th>")}</tr></thead>
        <tbody>{Each(rows, row => $"<tr><th scope=\"row\">{Escape(row[0])}</th>{Each(row.Skip(1), cell => $"<td>{Escape(cell)}</td>")}</tr>")}</tbody>
        </table></div></details>
        """;

    /// <summary>A round number at or above the greatest value, in which four steps are round as well.</summary>
    public static double NiceTop(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1))));
        foreach (var step in (double[])[1, 2, 4, 6, 8, 10])
        {
            if (step * power >= most)
            {
                return Math.Max(4, step * power);
            }
        }

        return 10 * power;
    }
}
