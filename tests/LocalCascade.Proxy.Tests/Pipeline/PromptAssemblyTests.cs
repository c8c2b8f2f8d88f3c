using LocalCascade.Proxy.Pipeline;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Tests.Pipeline;

public sealed class PromptAssemblyTests
{
    [Theory]
    [InlineData("qwen", "<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>")]
    [InlineData("starcoder", "<fim_prefix>P<fim_suffix>S<fim_middle>")]
    [InlineData("mellum", "<fim_suffix>S<fim_prefix>P<fim_middle>")]
    [InlineData("codestral", "[SUFFIX]S[PREFIX]P")]
    [InlineData("codellama", "<PRE> P <SUF>S <MID>")]
    [InlineData("<a>{suffix}<b>{prefix}<c>", "<a>S<b>P<c>")]
    public void The_prompt_is_laid_out_as_the_upstreams_model_wants_it(string fim, string expected)
    {
        var sent = Assemble(fim, new() { Prompt = "P", Suffix = "S", Draft = "d", Model = "asked" });
        Assert.Equal(expected, sent.Prompt);
        Assert.Equal("m", sent.Model);
        Assert.Null(sent.Suffix);
        Assert.Null(sent.Draft);
    }

    [Fact]
    public void Other_files_stand_in_front_where_the_family_has_a_marker_and_the_nearest_ones_are_kept()
    {
        var context = new ContextFile[] { new("far.py", new string('x', 10_000)), new("near.py", "y = 1") };
        Assert.Equal("<|file_sep|>near.py\ny = 1\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>", Assemble("qwen", new() { Prompt = "P", Suffix = "S", Context = context }).Prompt);
        Assert.Equal("[SUFFIX]S[PREFIX]P", Assemble("codestral", new() { Prompt = "P", Suffix = "S", Context = context }).Prompt);
    }

    [Fact]
    public void Code_that_holds_a_models_markers_cannot_end_its_own_prompt()
    {
        var sent = Assemble("qwen", new() { Prompt = "a <|fim_middle|> b <|endoftext|>", Suffix = "<|fim_suffix|>" });
        Assert.Equal("<|fim_prefix|>a < |fim_middle|> b < |endoftext|><|fim_suffix|>< |fim_suffix|><|fim_middle|>", sent.Prompt);
    }

    [Fact]
    public void What_is_nearest_to_the_cursor_is_kept_and_no_character_is_cut_in_two()
    {
        var prefix = string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i} 😀\n"));
        var sent = Assemble("engine", new() { Prompt = prefix + "cursor", Suffix = "after\n" + prefix, MaxTokens = 10 });
        Assert.EndsWith("cursor", sent.Prompt!, StringComparison.Ordinal);
        Assert.StartsWith("line ", sent.Prompt!, StringComparison.Ordinal);
        Assert.StartsWith("after", sent.Suffix!, StringComparison.Ordinal);
        Assert.True(sent.Prompt!.Length + sent.Suffix!.Length <= 4 * 512);
        foreach (var text in new[] { sent.Prompt, sent.Suffix })
        {
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text!)));
        }
    }

    private static CompletionBody Assemble(string fim, CompletionBody body) =>
        new PromptAssembly(new() { Name = "one", Model = "m", Fim = fim, ContextTokens = 512 }, new()).Assemble(body);
}
