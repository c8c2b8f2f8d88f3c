using LocalCascade.Completion.Documents;
using LocalCascade.Completion.PostProcessing;
using LocalCascade.Completion.Syntax;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.PostProcessing;

/// <summary>What becomes of a raw text at a place, in seven languages; the cases are in Golden/*.txt, ‸ marks the cursor.</summary>
public class GoldenTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("tests", "LocalCascade.Completion.Tests", "PostProcessing", "Golden"), "*.txt").Order(StringComparer.Ordinal))
            {
                foreach (var name in GoldenCase.Read(file).Select(c => c.Name))
                {
                    cases.Add(Path.GetFileNameWithoutExtension(file), name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_raw_text_becomes_the_ghost_text(string language, string name)
    {
        var golden = Find(language, name);
        Check(golden, golden.Document, golden.Raw, golden.Ghost);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_same_holds_with_CRLF(string language, string name)
    {
        var golden = Find(language, name);
        Check(golden, golden.Document.Replace("\n", "\r\n", StringComparison.Ordinal), golden.Raw, golden.Ghost?.Replace("\n", "\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_that_comes_in_pieces_stops_no_earlier_than_its_end(string language, string name)
    {
        var golden = Find(language, name);
        var syntax = CursorSyntax.Analyze(golden.Request(golden.Document));
        var shape = CompletionShape.Decide(syntax);
        var stop = new StreamingStop(syntax, shape);
        var taken = 0;
        while (taken < golden.Raw.Length && !stop.Append(golden.Raw.AsSpan(taken, 1)))
        {
            taken++;
        }

        var streamed = CompletionMender.Mend(syntax, shape, golden.Raw[..Math.Min(golden.Raw.Length, taken + 1)]);
        Assert.Equal(CompletionMender.Mend(syntax, shape, golden.Raw).GhostText, streamed.GhostText);
    }

    private static void Check(GoldenCase golden, string document, string raw, string? expected)
    {
        var syntax = CursorSyntax.Analyze(golden.Request(document));
        var mended = CompletionMender.Mend(syntax, CompletionShape.Decide(syntax), raw);
        if (expected is null)
        {
            Assert.True(mended.Refused is not null, $"Expected no text, got: {mended.GhostText}");
        }
        else
        {
            Assert.Equal(expected, mended.GhostText);
        }
    }

    private static GoldenCase Find(string language, string name) =>
        GoldenCase.Read(RepositoryRoot.Combine("tests", "LocalCascade.Completion.Tests", "PostProcessing", "Golden", $"{language}.txt")).Single(c => c.Name == name);
}

/// <summary>One case: a document with its cursor, a raw text, and the ghost text expected, or null for none.</summary>
internal sealed record GoldenCase(string Language, string Name, string Document, string Raw, string? Ghost)
{
    public static IEnumerable<GoldenCase> Read(string path)
    {
        foreach (var part in File.ReadAllText(path).ReplaceLineEndings("\n").Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part[..part.IndexOf('\n', StringComparison.Ordinal)];
            var refused = part.Contains("--- refused\n", StringComparison.Ordinal);
            var sections = part[(name.Length + 1)..].Split(["--- raw\n", "--- ghost\n", "--- refused\n"], StringSplitOptions.None);
            yield return new(Path.GetFileNameWithoutExtension(path), name, sections[0], sections[1].TrimEnd('\n'), refused ? null : sections[2].TrimEnd('\n'));
        }
    }

    public CompletionRequest Request(string document)
    {
        var cursor = document.IndexOf('‸', StringComparison.Ordinal);
        return new() { Document = new($"file:///golden.{Language}", Language, 1, SourceText.From(document.Remove(cursor, 1))), Offset = cursor };
    }
}
