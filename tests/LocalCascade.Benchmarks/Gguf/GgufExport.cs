using System.Buffers.Binary;
using System.Text.Json;
using LocalCascade.Benchmarks.Onnx;
using LocalCascade.Inference.Models;

namespace LocalCascade.Benchmarks.Gguf;

/// <summary>
/// Writes a Llama-shaped model folder with int8 weights (MatMulNBits, symmetric, blocks of 32) as GGUF with Q8_0: the same
/// codes; only the scales are rounded from float32 to float16, as Q8_0 has them.
/// </summary>
internal static class GgufExport
{
    private const int Block = 32;

    public static void Write(ModelFolder folder, string path)
    {
        var info = folder.Info;
        var weights = OnnxInitializers.Read(folder.GraphPath);
        var hidden = (int)weights["model.layers.0.input_layernorm.weight"].Shape[0];
        var feedForward = (int)weights["model.layers.0.mlp.gate_proj.MatMul.weight_Q8"].Shape[0];
        var gguf = new GgufFile();
        AddMetadata(gguf, folder, weights, hidden, feedForward);

        var (headRows, keyRows) = (info.Heads * info.HeadSize, info.KeyValueHeads * info.HeadSize);
        // The embedding is the head (tied).
        AddQuantized(gguf, "token_embd.weight", Pair(weights, "lm_head.MatMul"), hidden, 0, info.VocabularySize, null);
        AddQuantized(gguf, "output.weight", Pair(weights, "lm_head.MatMul"), hidden, 0, info.VocabularySize, null);
        AddFloats(gguf, "output_norm.weight", weights["model.norm.weight"]);
        for (var layer = 0; layer < info.Layers; layer++)
        {
            var (from, to) = ($"model.layers.{layer}", $"blk.{layer}");
            AddFloats(gguf, $"{to}.attn_norm.weight", weights[$"{from}.input_layernorm.weight"]);
            AddFloats(gguf, $"{to}.ffn_norm.weight", weights[$"{from}.post_attention_layernorm.weight"]);
            var qkv = Pair(weights, $"{from}.attn.qkv_proj.MatMul");
            AddQuantized(gguf, $"{to}.attn_q.weight", qkv, hidden, 0, headRows, info.HeadSize);
            AddQuantized(gguf, $"{to}.attn_k.weight", qkv, hidden, headRows, keyRows, info.HeadSize);
            AddQuantized(gguf, $"{to}.attn_v.weight", qkv, hidden, headRows + keyRows, keyRows, null);
            AddQuantized(gguf, $"{to}.attn_output.weight", Pair(weights, $"{from}.attn.o_proj.MatMul"), headRows, 0, hidden, null);
            AddQuantized(gguf, $"{to}.ffn_gate.weight", Pair(weights, $"{from}.mlp.gate_proj.MatMul"), hidden, 0, feedForward, null);
            AddQuantized(gguf, $"{to}.ffn_up.weight", Pair(weights, $"{from}.mlp.up_proj.MatMul"), hidden, 0, feedForward, null);
            AddQuantized(gguf, $"{to}.ffn_down.weight", Pair(weights, $"{from}.mlp.down_proj.MatMul"), feedForward, 0, hidden, null);
        }

        gguf.Write(path);
    }

    private static void AddMetadata(GgufFile gguf, ModelFolder folder, Dictionary<string, OnnxTensor> weights, int hidden, int feedForward)
    {
        var info = folder.Info;
        // The frequency of the second pair of rotated numbers is base^(-2/size): the first row of the caches gives its angle.
        var half = info.HeadSize / 2;
        var angle = Math.Atan2(weights["sin_cache"].Floats[half + 1], weights["cos_cache"].Floats[half + 1]);
        gguf.Add("general.architecture", "llama");
        gguf.Add("general.name", info.Name);
        gguf.Add("llama.context_length", (uint)info.ContextLength);
        gguf.Add("llama.embedding_length", (uint)hidden);
        gguf.Add("llama.block_count", (uint)info.Layers);
        gguf.Add("llama.feed_forward_length", (uint)feedForward);
        gguf.Add("llama.attention.head_count", (uint)info.Heads);
        gguf.Add("llama.attention.head_count_kv", (uint)info.KeyValueHeads);
        gguf.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        gguf.Add("llama.rope.dimension_count", (uint)info.HeadSize);
        gguf.Add("llama.rope.freq_base", (float)Math.Pow(angle, -info.HeadSize / 2.0));
        gguf.Add("llama.vocab_size", (uint)info.VocabularySize);

        using var tokenizer = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.Path, "tokenizer.json")));
        var model = tokenizer.RootElement.GetProperty("model");
        var tokens = new string[info.VocabularySize];
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
        {
            tokens[entry.Value.GetInt32()] = entry.Name;
        }

        const int Normal = 1;
        const int Control = 3;
        var types = Enumerable.Repeat(Normal, tokens.Length).ToArray();
        foreach (var added in tokenizer.RootElement.GetProperty("added_tokens").EnumerateArray())
        {
            var id = added.GetProperty("id").GetInt32();
            (tokens[id], types[id]) = (added.GetProperty("content").GetString()!, Control);
        }

        gguf.Add("tokenizer.ggml.model", "gpt2");
        gguf.Add("tokenizer.ggml.pre", "default");
        gguf.Add("tokenizer.ggml.tokens", [.. tokens.Select((t, i) => t ?? $"<unused{i}>")]);
        gguf.Add("tokenizer.ggml.token_type", types);
        gguf.Add("tokenizer.ggml.merges", [.. model.GetProperty("merges").EnumerateArray().Select(m => m.ValueKind == JsonValueKind.Array ? $"{m[0].GetString()} {m[1].GetString()}" : m.GetString()!)]);
        gguf.Add("tokenizer.ggml.eos_token_id", (uint)info.EosTokenIds[0]);
        gguf.Add("tokenizer.ggml.add_bos_token", false);
    }

    private static (OnnxTensor Codes, OnnxTensor Scales) Pair(Dictionary<string, OnnxTensor> weights, string name) =>
        (weights[$"{name}.weight_Q8"], weights[$"{name}.weight_scales"]);

    private static void AddFloats(GgufFile gguf, string name, OnnxTensor tensor) => gguf.Add(name, tensor.Shape, GgufType.F32, tensor.Data.ToArray());

    // Q8_0: for each 32 numbers of a row a float16 scale and 32 signed bytes. llama.cpp rotates neighbouring numbers, ONNX
    // Runtime the halves of a head: with rotateHead the rows of each head are put in llama.cpp's order.
    private static void AddQuantized(GgufFile gguf, string name, (OnnxTensor Codes, OnnxTensor Scales) weight, int columns, int firstRow, int rows, int? rotateHead)
    {
        var blocks = columns / Block;
        var data = new byte[rows * blocks * (Block + 2)];
        var codes = weight.Codes.Data.Span;
        var scales = weight.Scales.Floats;
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            var source = firstRow + (rotateHead is { } head ? row / head * head + row % head % 2 * (head / 2) + row % head / 2 : row);
            for (var block = 0; block < blocks; block++)
            {
                BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(at), (Half)scales[source * blocks + block]);
                at += 2;
                foreach (var code in codes.Slice((source * blocks + block) * Block, Block))
                {
                    data[at++] = (byte)(code - 128);
                }
            }
        }

        gguf.Add(name, [columns, rows], GgufType.Q80, data);
    }
}
