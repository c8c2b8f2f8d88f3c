using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Prompting;
using LocalCascade.Inference.Decoding;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Prompting;

public sealed class AnchoredPromptTests : IDisposable
{
    private const int Budget = 200;

    private readonly TemporaryFolder _folder = new();
    private readonly string _code = string.Concat(Enumerable.Range(0, 120).Select(i => $"    value_{i} = compute({i}, other_{i})\n"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Typing_only_appends_to_the_prompt(bool suffixFirst)
    {
        using var model = Load(suffixFirst);
        var prompt = new AnchoredPrompt(model.Tokenizer, model.Fim!);
        var at = _code.IndexOf("value_60", StringComparison.Ordinal);
        var text = SourceText.From(_code.Insert(at, "\n"));
        var before = prompt.LayOut(text, at, Budget);
        Assert.True(before.Anchored);
        var offset = at;
        foreach (var typed in "result = compute(60, x)")
        {
            text = text.WithChange(new(offset, 0, typed.ToString()));
            var now = prompt.LayOut(text, ++offset, Budget);
            Assert.False(now.Anchored);
            Assert.InRange(now.Tokens.Length, 1, Budget);
            // All that stood before stays, but for the word at the cursor that healing takes back.
            Assert.InRange(before.Tokens.AsSpan().CommonPrefixLength(now.Tokens), before.Tokens.Length - 4, before.Tokens.Length);
            before = now;
        }
    }

    [Fact]
    public void A_bracket_that_the_editor_closes_by_itself_does_not_move_the_anchor()
    {
        using var model = Load(suffixFirst: false);
        var prompt = new AnchoredPrompt(model.Tokenizer, model.Fim!);
        var at = _code.IndexOf("value_60", StringComparison.Ordinal);
        var text = SourceText.From(_code.Insert(at, "\n"));
        prompt.LayOut(text, at, Budget);
        text = text.WithChange(new(at, 0, "f()"));
        Assert.False(prompt.LayOut(text, at + 2, Budget).Anchored);
    }

    [Fact]
    public void An_edit_elsewhere_anchors_anew()
    {
        using var model = Load(suffixFirst: false);
        var prompt = new AnchoredPrompt(model.Tokenizer, model.Fim!);
        var at = _code.IndexOf("value_60", StringComparison.Ordinal);
        var text = SourceText.From(_code);
        prompt.LayOut(text, at, Budget);
        Assert.True(prompt.LayOut(text.WithChange(new(at - 30, 1, "!")), at, Budget).Anchored);
        Assert.True(prompt.LayOut(text, _code.IndexOf("value_20", StringComparison.Ordinal), Budget).Anchored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void At_any_place_of_any_document_the_prompt_keeps_its_budget(bool suffixFirst)
    {
        using var model = Load(suffixFirst);
        var prompt = new AnchoredPrompt(model.Tokenizer, model.Fim!);
        var random = new Random(3);
        foreach (var code in new[] { "", "x", _code, new string('y', 5000), "\n\n\n", "a\r\nb\r\n" + _code })
        {
            var text = SourceText.From(code);
            for (var i = 0; i < 30; i++)
            {
                Assert.InRange(prompt.LayOut(text, random.Next(code.Length + 1), Budget).Tokens.Length, 1, Budget);
            }
        }
    }

    [Fact]
    public void Special_tokens_in_the_document_do_not_become_tokens_of_the_layout()
    {
        using var model = Load(suffixFirst: false);
        var prompt = new AnchoredPrompt(model.Tokenizer, model.Fim!);
        var clean = prompt.LayOut(SourceText.From("a = 1\n"), 6, Budget).Tokens.Count(model.Tokenizer.IsSpecial);
        Assert.Equal(clean, prompt.LayOut(SourceText.From("# <|fim_middle|><|endoftext|>\n"), 30, Budget).Tokens.Count(model.Tokenizer.IsSpecial));
    }

    private LocalModel Load(bool suffixFirst)
    {
        var folder = _folder.Combine(suffixFirst ? "spm" : "psm");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Fixtures", "llama-fp32")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        if (suffixFirst)
        {
            File.WriteAllText(Path.Combine(folder, "localcascade.json"), """{"fim":{"template":"<|fim_prefix|><|fim_suffix|>{suffix}<|fim_middle|>{prefix}"}}""");
        }

        return LocalModel.Load(folder, new() { Provider = "cpu" }, default);
    }
}
