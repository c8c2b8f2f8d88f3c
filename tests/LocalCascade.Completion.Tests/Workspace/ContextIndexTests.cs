using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class ContextIndexTests
{
    private static readonly string[] Lines = ["a.b(c);", "x = y", "", "foo(bar, baz)", "return a.b(c);", "}"];

    [Fact]
    public void Places_are_those_of_the_files_that_were_added_last_whatever_was_joined_meanwhile()
    {
        // Adds, replaces and removes.
        var step = Gen.Zip(Gen.Zip(Gen.Choose(0, 9), Gen.Choose(0, 4)), Gen.Elements(Lines).ListOf(6));
        Prop.ForAll(step.ListOf(60).ToArbitrary(), steps =>
        {
            var index = new ContextIndex(1 << 20);
            var expected = new Dictionary<string, IReadOnlyList<string>>();
            foreach (var ((name, kind), lines) in steps)
            {
                if (kind == 0)
                {
                    index.Remove($"/{name}");
                    expected.Remove($"/{name}");
                }
                else
                {
                    index.Add([StoredFile.Make($"/{name}", "/", "csharp", PackedLines.From(lines, index.Lines), default)], first: true);
                    expected[$"/{name}"] = [.. lines];
                }

                if (kind == 1)
                {
                    index.Maintain(new FileRanking([], new HashSet<string>()), 0);
                }
            }

            var key = ContextKeys.Short(CodeLine.Hash("a"), CodeLine.Hash("."));
            var found = new List<(string, int, int)>();
            index.Visit(key, int.MaxValue, (file, line, token) =>
            {
                // Keys share buckets.
                if (token > 0 && file.Lines[line].Hashes[token] == CodeLine.Hash(".") && file.Lines[line].Hashes[token - 1] == CodeLine.Hash("a"))
                {
                    found.Add((file.Name, line, token));
                }
            });
            var places = from file in expected
                         from line in Enumerable.Range(0, file.Value.Count)
                         where file.Value[line].Contains("a.b", StringComparison.Ordinal)
                         select (file.Key, line, file.Value[line].StartsWith("return", StringComparison.Ordinal) ? 2 : 1);
            Assert.Equal(places.Order(), found.Order());
            Assert.Equal(expected.Count, index.Count);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_was_added_first_is_found_first_if_so_wished()
    {
        var index = new ContextIndex(1 << 20);
        foreach (var (name, first) in new[] { ("/2", false), ("/3", false), ("/1", true), ("/0", true) })
        {
            index.Add([StoredFile.Make(name, "/", "csharp", PackedLines.From(["a.b"], index.Lines), default)], first);
        }

        var found = new List<string>();
        index.Visit(ContextKeys.Short(CodeLine.Hash("a"), CodeLine.Hash(".")), 3, (file, _, _) => found.Add(file.Name));
        Assert.Equal(["/0", "/1", "/2"], found);
    }

    [Fact]
    public void Many_small_additions_are_joined()
    {
        var index = new ContextIndex(8 << 20);
        for (var i = 0; i < 100; i++)
        {
            index.Add([StoredFile.Make($"/{i}", "/", "csharp", PackedLines.From(["a.b"], index.Lines), default)], first: true);
        }

        Assert.True(index.NeedsMaintenance(0));
        Assert.Null(index.Maintain(new FileRanking([], new HashSet<string>()), 0));
        Assert.False(index.NeedsMaintenance(0));
        var found = new List<string>();
        index.Visit(ContextKeys.Short(CodeLine.Hash("a"), CodeLine.Hash(".")), int.MaxValue, (file, _, _) => found.Add(file.Name));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"/{99 - i}"), found);
    }
}
