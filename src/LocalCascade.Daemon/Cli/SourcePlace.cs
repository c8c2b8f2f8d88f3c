using System.Globalization;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Daemon.Cli;

/// <summary>FILE:LINE:COLUMN, both counted from 1; the column in characters as a person counts them (code points).</summary>
internal sealed record SourcePlace(string Path, int Line, int Column)
{
    /// <exception cref="CommandException">The text is not of that form.</exception>
    public static SourcePlace Parse(string text)
    {
        var parts = text.Split(':');
        // A path may hold colons itself (C:\…); the last two parts are the numbers.
        if (parts.Length >= 3
            && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line >= 1
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var column) && column >= 1)
        {
            return new(string.Join(':', parts[..^2]), line, column);
        }

        throw new CommandException($"'{text}' is not of the form FILE:LINE:COLUMN, with LINE and COLUMN counted from 1: src/app.py:12:9");
    }

    /// <summary>Reads the file and finds the place in it.</summary>
    /// <exception cref="CommandException">The file cannot be read, or has no such line or column.</exception>
    public (DocumentSnapshot Document, int Offset) Open()
    {
        string content;
        try
        {
            content = File.ReadAllText(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(error is FileNotFoundException or DirectoryNotFoundException ? $"{Path} does not exist." : $"{Path} cannot be read: {error.Message}");
        }

        var text = SourceText.From(content);
        if (Line > text.LineCount)
        {
            throw new CommandException($"{Path} has {text.LineCount} lines; there is no line {Line}.");
        }

        var line = text.GetLine(Line - 1);
        var columns = PositionEncoding.Utf32.FromUtf16(text.ToString(line.Start, line.Length)) + 1;
        return Column <= columns
            ? (new(Hosting.FileUri.FromPath(Path), LanguageIds.Of(Path), 1, text), text.GetOffset(new(Line - 1, Column - 1), PositionEncoding.Utf32))
            : throw new CommandException($"Line {Line} of {Path} has the columns 1 to {columns}; there is no column {Column}.");
    }
}
