using LocalCascade.Completion.Documents;

namespace LocalCascade.Daemon.Cli;

/// <summary>The sample files that ship with the program, unfinished on purpose.</summary>
internal static class Samples
{
    /// <summary>Their folder: beside the executable, or in the checkout that it was built in.</summary>
    public static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var samples = Path.Combine(folder, "samples");
            if (Directory.Exists(samples))
            {
                return samples;
            }
        }

        throw new CommandException($"The sample files are not beside {AppContext.BaseDirectory}; build again with ./build.sh.");
    }

    /// <summary>Where a line ends with a space, a dot or an open call: somebody stopped typing there.</summary>
    public static IEnumerable<int> UnfinishedLines(SourceText text)
    {
        for (var i = 0; i < text.LineCount; i++)
        {
            var line = text.GetLine(i);
            var content = text.ToString(line.Start, line.Length);
            if (content.Length > 0 && (content[^1] is ' ' or '.' or '('))
            {
                yield return line.End;
            }
        }
    }
}
