using System.Text.Json.Nodes;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Decoding;

public class FimTemplateTests
{
    [Theory]
    [InlineData("Qwen-Coder, CodeGemma", false, new[] { "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_sep|>" })]
    [InlineData("StarCoder, Granite", false, new[] { "<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<file_sep>", "<filename>" })]
    [InlineData("SantaCoder", false, new[] { "<fim-prefix>", "<fim-suffix>", "<fim-middle>" })]
    [InlineData("DeepSeek-Coder", false, new[] { "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>" })]
    [InlineData("CodeLlama", false, new[] { "<PRE>", "<SUF>", "<MID>", "<EOT>" })]
    [InlineData("Codestral", true, new[] { "[SUFFIX]", "[PREFIX]" })]
    [InlineData("Mellum", true, new[] { "<fim_suffix>", "<fim_prefix>", "<fim_middle>", "<filename>" })]
    public void A_family_is_recognised_by_its_special_tokens(string family, bool suffixFirst, string[] specials)
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        SetSpecials(folder.Combine("tokenizer.json"), specials);
        using var model = LocalModel.Load(folder.Path, new() { Provider = "cpu" }, default);
        Assert.Equal(family, model.Fim!.Family);
        Assert.Equal(suffixFirst, model.Fim.SuffixFirst);
        Assert.Equal(family == "Codestral", model.Fim.PrefixGrows);
    }

    [Fact]
    public void A_model_without_such_tokens_has_no_template()
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        SetSpecials(folder.Combine("tokenizer.json"), ["<|endoftext|>"]);
        using var model = LocalModel.Load(folder.Path, new() { Provider = "cpu" }, default);
        Assert.Null(model.Fim);
    }

    [Fact]
    public void The_folders_own_template_comes_first()
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        File.WriteAllText(folder.Combine("localcascade.json"), """{"fim":{"template":"<|fim_prefix|><|fim_suffix|>{suffix}<|fim_middle|>{prefix}","stop":["<|file_sep|>"],"file_separator":"<|file_sep|>"},"calibration":[{"confidence":0,"precision":0},{"confidence":0.5,"precision":0.1},{"confidence":1,"precision":0.9}]}""");
        using var model = LocalModel.Load(folder.Path, new() { Provider = "cpu" }, default);
        Assert.True(model.Fim!.PrefixGrows);
        Assert.Equal(2, model.Fim.Start.Count);
        Assert.Equal(model.Fim.StopTokens[0], model.Fim.FileSeparator);
        Assert.Equal(0.5, model.Calibration.Apply(0.75), 6);
        Assert.Equal(0.9, model.Calibration.Apply(1), 6);
    }

    [Theory]
    [InlineData("""{"fim":{"template":"<|nonsense|>{prefix}{suffix}"}}""", "<|nonsense|>")]
    [InlineData("""{"fim":{"template":"<|fim_prefix|>{prefix}"}}""", "{suffix}")]
    [InlineData("""{"calibration":[{"confidence":2,"precision":0}]}""", "calibration")]
    [InlineData("""{"fim":""", "localcascade.json")]
    public void A_template_that_cannot_be_used_is_told(string json, string expected)
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        File.WriteAllText(folder.Combine("localcascade.json"), json);
        Assert.Contains(expected, Assert.Throws<InferenceException>(() => LocalModel.Load(folder.Path, new() { Provider = "cpu" }, default)).Message, StringComparison.Ordinal);
    }

    private static void SetSpecials(string tokenizerPath, string[] specials)
    {
        var tokenizer = JsonNode.Parse(File.ReadAllText(tokenizerPath))!;
        var first = tokenizer["added_tokens"]![0]!["id"]!.GetValue<int>();
        tokenizer["added_tokens"] = new JsonArray([.. specials.Select((s, i) => (JsonNode)new JsonObject { ["id"] = first + i, ["content"] = s, ["special"] = true })]);
        File.WriteAllText(tokenizerPath, tokenizer.ToJsonString());
    }
}
