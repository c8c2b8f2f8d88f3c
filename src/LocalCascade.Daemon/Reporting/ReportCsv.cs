using System.Globalization;

namespace LocalCascade.Daemon.Reporting;

/// <summary>Rows as comma-separated values (RFC 4180): a header, then a line a request.</summary>
internal static class ReportCsv
{
    private static readonly HashSet<string> Times = new(["time", "shown", "accepted", "partly_accepted", "rejected", "ignored"], StringComparer.Ordinal);

    /// <summary>Writes all requests since then.</summary>
    /// <returns>How many.</returns>
    public static long Write(ReportReader reader, DateTimeOffset? since, TextWriter writer)
    {
        var rows = 0L;
        string[] columns = [];
        reader.ReadAll(
            since,
            names => WriteLine(writer, columns = names),
            values =>
            {
                rows++;
                WriteLine(writer, values.Select((value, i) => Format(columns[i], value)));
            });
        return rows;
    }

    /// <summary>A field as it stands in a line: quoted where it has to be.</summary>
    public static string Quote(string field)
    {
        // Spreadsheets take these for formulas; an editor's or a model's name is text.
        var text = field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '\t' && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + field : field;
        return text.AsSpan().ContainsAny(",\"\r\n") || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static void WriteLine(TextWriter writer, IEnumerable<string> fields)
    {
        writer.Write(string.Join(',', fields.Select(Quote)));
        writer.Write("\r\n");
    }

    private static string Format(string column, object value) => value switch
    {
        DBNull => "",
        long time when Times.Contains(column) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        double number => number.ToString("0.######", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
