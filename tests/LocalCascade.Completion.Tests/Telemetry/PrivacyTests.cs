using System.Text;
using FsCheck.Fluent;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Completion.Tests.Documents;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Telemetry;

/// <summary>Whatever a user writes, is suggested and accepts: none of it is in the store's files.</summary>
public sealed class PrivacyTests : IDisposable
{
    private const int ShortestMark = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_word_of_a_document_nor_its_name_reaches_the_files()
    {
        // Words of letters that no code, name or column of ours holds.
        var word = from letters in Gen.Elements("qxzjkwvQXZJKWV".ToCharArray()).ListOf(ShortestMark)
                   select new string([.. letters]);
        var cases = from words in word.ListOf(12)
                    from language in Gen.Elements("csharp", "python", "typescript")
                    select (words: words.ToArray(), language);

        var rows = 0L;
        TextGenerators.Check(
            cases,
            c =>
            {
                // On the pool: what it awaits would otherwise wait for the thread that waits here.
                rows += Task.Run(() => RunAsync(c.words, c.language)).GetAwaiter().GetResult();
                var bytes = Directory.GetFiles(_folder.Path).SelectMany(File.ReadAllBytes).ToArray();
                return Array.TrueForAll(c.words, w => !Holds(bytes, w));
            },
            count: 25);

        // Each case asked, was shown something, accepted it and edited: a store that keeps nothing would pass as well.
        Assert.True(rows >= 25, $"Only {rows} records.");
        Assert.True(Holds(Directory.GetFiles(_folder.Path).SelectMany(File.ReadAllBytes).ToArray(), "csharp"));
    }

    private static bool Holds(byte[] bytes, string text) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

    private async Task<long> RunAsync(string[] words, string language)
    {
        var clock = new ManualTimeProvider();
        await using var store = new TelemetryStore(_folder.Combine("telemetry.db"), TimeSpan.FromDays(3650), clock, new LinesLogger());
        await using var engine = new CompletionEngine(new EngineSettings { UseModel = false }, null, clock);
        engine.UseTelemetry(store, PathHash.FromFile(_folder.Combine("telemetry.key")), "an editor");

        var line = $"    {words[1]} = {words[2]}.{words[3]}({words[4]}, \"{words[5]}\")\n";
        var before = string.Concat(Enumerable.Range(9, 3).Select(word => $"{words[0]}({words[word]}):\n{line}    {words[word]}({words[1]})\n\n")) + $"{words[0]}():\n";
        var typed = line[..(words[1].Length + 7)];
        var uri = $"file:///home/{words[6]}/{words[7]}.cs";
        var document = new DocumentSnapshot(uri, language, 1, SourceText.From(before + typed + "\n" + words[8]));
        engine.DocumentOpened(document);
        var offset = before.Length + typed.Length;
        var asked = 0L;
        for (var i = 0; i < 3; i++)
        {
            var result = await engine.CompleteAsync(new() { Document = document, Offset = offset, Trigger = i == 2 ? CompletionTrigger.Invoked : CompletionTrigger.Automatic }, default);
            asked++;
            if (result.Items is not [var item, ..])
            {
                continue;
            }

            engine.Shown(item.Id);
            if (i == 0)
            {
                engine.PartiallyAccepted(item.Id, item.InsertText.Length - 2);
            }
            else if (i == 1)
            {
                engine.Accepted(item.Id);
                var change = new TextChange(offset, 0, item.GhostText);
                document = document with { Version = 2, Text = document.Text.WithChange(change) };
                engine.DocumentChanged(document, [change]);
                clock.Advance(TimeSpan.FromMinutes(11));
            }
            else
            {
                engine.Rejected(item.Id);
            }
        }

        await store.FlushAsync(default);
        using var connection = TelemetryFile.OpenToRead(_folder.Combine("telemetry.db"));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM completions WHERE accepted IS NOT NULL AND survival_600 = 1";
        return (long)command.ExecuteScalar()!;
    }
}
