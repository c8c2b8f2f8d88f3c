using System.Net;
using System.Text;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>One self-contained HTML page: nothing is fetched, and it looks right in light and in dark.</summary>
internal sealed class Page(string title)
{
    private const string Style = """
        :root{color-scheme:light dark;--ground:#f7f8fa;--card:#ffffff;--ink:#1f2430;--soft:#667085;--line:#e4e7ec;--a:#0f766e}
        @media (prefers-color-scheme:dark){:root{--ground:#0d0f14;--card:#14171f;--ink:#e6e9f0;--soft:#98a2b3;--line:#2a303c;--a:#2dd4bf}}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1040px;margin:0 auto;padding:40px 20px 64px}h1{font-size:26px;margin:0 0 6px}h2{font-size:17px;margin:34px 0 10px}p{max-width:76ch;margin:8px 0}
        .soft{color:var(--soft)}.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:6px 14px;margin:14px 0;overflow-x:auto}
        .card svg{display:block;width:100%;min-width:560px;height:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{padding:7px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}th{color:var(--soft);font-weight:500}
        th:first-child,td:first-child{text-align:left}tr:last-child td{border-bottom:0}
        """;

    private readonly StringBuilder _body = new();

    public Page Text(string text, bool isSoft = false)
    {
        _body.Append(isSoft ? "<p class=\"soft\">" : "<p>").Append(Escape(text)).Append("</p>\n");
        return this;
    }

    public Page Heading(string text)
    {
        _body.Append("<h2>").Append(Escape(text)).Append("</h2>\n");
        return this;
    }

    /// <summary>An image that was written by <see cref="Charts.ChartWriter"/>.</summary>
    public Page Image(string svg)
    {
        _body.Append("<div class=\"card\">").Append(svg).Append("</div>\n");
        return this;
    }

    public Page Table(DataTable table)
    {
        _body.Append("<div class=\"card\"><table><thead><tr>");
        foreach (var column in table.Columns)
        {
            _body.Append("<th>").Append(Escape(column)).Append("</th>");
        }

        _body.Append("</tr></thead><tbody>\n");
        foreach (var row in table.Rows)
        {
            _body.Append("<tr>");
            foreach (var cell in row)
            {
                _body.Append("<td>").Append(Escape(cell)).Append("</td>");
            }

            _body.Append("</tr>\n");
        }

        _body.Append("</tbody></table></div>\n");
        return this;
    }

    public override string ToString() => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{Escape(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <h1>{Escape(title)}</h1>
        {_body}</main>
        </body>
        </html>

        """;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
