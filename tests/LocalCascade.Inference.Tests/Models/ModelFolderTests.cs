using System.Text;
using System.Text.Json.Nodes;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Models;

public class ModelFolderTests
{
    [Fact]
    public void A_good_folder_tells_what_it_holds()
    {
        var info = ModelFolder.Open(Path.Combine(FixtureModel.Folder, "qwen2-fp32")).Info;
        Assert.Equal(("qwen2", 2, 4, 2, 16, 320, 256), (info.Architecture, info.Layers, info.Heads, info.KeyValueHeads, info.HeadSize, info.VocabularySize, info.ContextLength));
        Assert.Single(info.EosTokenIds);
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains("does not exist", Assert.Throws<InferenceException>(() => ModelFolder.Open("/nowhere/at/all")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_instead_of_a_folder_is_named() =>
        Assert.Contains("is a file", Assert.Throws<InferenceException>(() => ModelFolder.Open(Path.Combine(FixtureModel.Folder, "llama-fp32", "model.onnx"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("model.onnx")]
    [InlineData("tokenizer.json")]
    public void A_missing_file_is_named(string file)
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        File.Delete(folder.Combine(file));
        var error = Load(folder.Path);
        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains("missing", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genai_config.json")]
    [InlineData("model.onnx")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    public void A_truncated_file_is_named(string file)
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        var bytes = File.ReadAllBytes(folder.Combine(file));
        File.WriteAllBytes(folder.Combine(file), bytes[..(bytes.Length / 2)]);
        Assert.Contains(file, Load(folder.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("tokenizer.json")]
    public void An_empty_file_is_named(string file)
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        File.WriteAllBytes(folder.Combine(file), []);
        Assert.Contains($"{file} is empty", Load(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_instead_of_a_graph_do_not_crash_the_process()
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        var random = new Random(3);
        for (var i = 0; i < 20; i++)
        {
            var bytes = new byte[5000];
            random.NextBytes(bytes);
            File.WriteAllBytes(folder.Combine("model.onnx"), bytes);
            Assert.Contains("model.onnx", Load(folder.Path), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(50_000)]
    public void Missing_and_truncated_weights_beside_the_graph_are_named(long length)
    {
        using var folder = FixtureModel.Copy("qwen2-int4-external");
        var weights = folder.Combine("model.onnx.data");
        if (length < 0)
        {
            File.Delete(weights);
        }
        else
        {
            using var file = File.OpenWrite(weights);
            file.SetLength(length);
        }

        var error = Load(folder.Path);
        Assert.Contains("model.onnx", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Whatever_stands_in_the_config_the_model_loads_or_says_why_not()
    {
        string[] values = ["null", "0", "-1", "2147483647", "1e99", "1.5", "true", "\"\"", "\"x\"", "\"a\\u0000b\"", "[]", "{}", "[null]"];
        using var folder = FixtureModel.Copy("llama-fp32");
        var config = File.ReadAllText(folder.Combine("genai_config.json"));
        var refused = 0;
        foreach (var path in Keys(JsonNode.Parse(config)!, []))
        {
            foreach (var value in values)
            {
                var root = JsonNode.Parse(config)!;
                path[..^1].Aggregate(root, (node, key) => node[key]!)[path[^1]] = JsonNode.Parse(value);
                File.WriteAllText(folder.Combine("genai_config.json"), root.ToJsonString());
                try
                {
                    using var model = OnnxModel.Load(ModelFolder.Open(folder.Path), new() { Provider = "cpu" }, default);
                }
                catch (InferenceException error)
                {
                    Assert.DoesNotContain('\n', error.Message);
                    refused++;
                }
            }
        }

        Assert.InRange(refused, 100, 400);
    }

    [Theory]
    [InlineData("\"vocab_size\": 320", "\"vocab_size\": 300", "vocab_size")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "past_key_values.2.key")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1", "only 1 layers")]
    [InlineData("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 4", "num_key_value_heads")]
    [InlineData("\"head_size\": 16", "\"head_size\": 32", "head_size")]
    [InlineData("\"context_length\": 256", "\"context_length\": 0", "context_length")]
    [InlineData("\"logits\": \"logits\"", "\"logits\": \"scores\"", "scores")]
    [InlineData("\"filename\": \"model.onnx\"", "\"filename\": \"../llama-fp32/model.onnx\"", "outside")]
    [InlineData("\"eos_token_id\": 271", "\"eos_token_id\": 5000", "eos_token_id")]
    [InlineData("\"decoder\":", "\"encoder\": {}, \"decoder\":", "encoder-decoder")]
    [InlineData("\"filename\":", "\"pipeline\": [], \"filename\":", "pipeline")]
    [InlineData("\"model\":", "\"other\":", "no 'model' object")]
    public void A_config_that_does_not_fit_is_told_in_one_line(string from, string to, string expected)
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        var config = File.ReadAllText(folder.Combine("genai_config.json"));
        Assert.Contains(from, config, StringComparison.Ordinal);
        File.WriteAllText(folder.Combine("genai_config.json"), config.Replace(from, to, StringComparison.Ordinal));
        var error = Load(folder.Path);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void A_tokenizer_larger_than_the_vocabulary_is_refused()
    {
        using var folder = FixtureModel.Copy("llama-fp32");
        var tokenizer = File.ReadAllText(folder.Combine("tokenizer.json"), Encoding.UTF8);
        File.WriteAllText(folder.Combine("tokenizer.json"), tokenizer.Replace("\"id\": 275", "\"id\": 900", StringComparison.Ordinal));
        Assert.Contains("do not belong together", Load(folder.Path), StringComparison.Ordinal);
    }

    private static IEnumerable<string[]> Keys(JsonNode node, string[] at) =>
        node is not JsonObject parent ? [] : parent.SelectMany(child => Keys(child.Value!, [.. at, child.Key]).Prepend([.. at, child.Key]));

    private static string Load(string folder) => Assert.Throws<InferenceException>(() =>
    {
        using var model = LocalModel.Load(folder, new() { Provider = "cpu" }, default);
    }).Message;
}
