namespace LocalCascade.Completion.Documents;

/// <summary>How a text is indented.</summary>
/// <param name="UseTabs">Whether one level is a tab; else it is <paramref name="Size"/> spaces.</param>
/// <param name="Size">Columns of one level, 1 to 16.</param>
public readonly record struct Indentation(bool UseTabs, int Size)
{
    // Enough lines to outvote an odd table or licence header, few enough to read at every keystroke (about 10 µs).
    private const int LinesRead = 400;
    private const int MaxDetectedSize = 8;

    /// <summary>Four spaces: what is assumed where neither the text nor the editor says.</summary>
    public static Indentation Default => new(false, 4);

    /// <summary>The characters of one level.</summary>
    public string Unit => UseTabs ? "\t" : new(' ', Size);

    /// <summary>
    /// Reads it from the lines around <paramref name="nearLine"/>: tabs against spaces by majority, the count of spaces by the
    /// commonest step between a line and the deeper one below it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="nearLine">The line in the middle of those read; need not exist.</param>
    /// <param name="otherwise">The answer for what the lines do not show; its size is the width of a tab.</param>
    public static Indentation Detect(SourceText text, int nearLine, Indentation otherwise)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<int> steps = stackalloc int[MaxDetectedSize + 1];
        steps.Clear();
        var tabbed = 0;
        var spaced = 0;
        var before = 0;
        foreach (var line in text.ReadLines(Math.Clamp(nearLine, 0, text.LineCount) - (LinesRead / 2), LinesRead))
        {
            var depth = line.IndexOfAnyExcept(' ', '\t');
            if (depth < 0)
            {
                continue;
            }

            // The second and later lines of a /* … */ comment begin with " *": one odd space that is no indentation.
            if (line[depth] == '*')
            {
                continue;
            }

            if (depth > 0 && line[0] == '\t')
            {
                tabbed++;
            }
            else
            {
                spaced += depth > 1 ? 1 : 0;
                var step = depth - before;
                if (step is > 1 and <= MaxDetectedSize)
                {
                    steps[step]++;
                }
            }

            before = line[..depth].Contains('\t') ? 0 : depth;
        }

        return (tabbed, spaced) switch
        {
            (0, 0) => otherwise,
            _ when tabbed >= spaced => new(true, otherwise.Size),
            _ => new(false, Commonest(steps) is var size and > 0 ? size : otherwise.UseTabs ? Default.Size : otherwise.Size),
        };
    }

    /// <summary>Columns of the white space that <paramref name="line"/> begins with; a tab reaches to the next multiple of <see cref="Size"/>.</summary>
    public int ColumnsOf(ReadOnlySpan<char> line)
    {
        var columns = 0;
        foreach (var c in line)
        {
            if (c == '\t')
            {
                columns += Size - (columns % Size);
            }
            else if (c == ' ')
            {
                columns++;
            }
            else
            {
                break;
            }
        }

        return columns;
    }

    private static int Commonest(ReadOnlySpan<int> steps)
    {
        var best = 0;
        for (var step = 2; step < steps.Length; step++)
        {
            best = steps[step] > (best == 0 ? 0 : steps[best]) ? step : best;
        }

        return best;
    }
}
