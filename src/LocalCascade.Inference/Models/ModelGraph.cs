using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>A graph's inputs and outputs as a language model's, found by the config's names and checked against its numbers.</summary>
internal sealed record ModelGraph
{
    public required byte[] InputIds { get; init; }

    public required OrtElementType InputIdsType { get; init; }

    /// <summary>Null in graphs that take no mask.</summary>
    public required byte[]? AttentionMask { get; init; }

    public required OrtElementType AttentionMaskType { get; init; }

    /// <summary>Null in graphs whose attention counts positions itself.</summary>
    public required byte[]? PositionIds { get; init; }

    public required OrtElementType PositionIdsType { get; init; }

    public required byte[] Logits { get; init; }

    /// <summary>float32 or float16.</summary>
    public required OrtElementType LogitsType { get; init; }

    /// <summary>Whether the graph computes logits for the last position only (shape [batch, 1, vocabulary]), unless <see cref="LogitsPositions"/> says otherwise.</summary>
    public required bool LastLogitsOnly { get; init; }

    /// <summary>
    /// The optional input that names the positions to compute logits of; without it given, it is the last one. Null for graphs
    /// that have no such choice.
    /// </summary>
    public required byte[]? LogitsPositions { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>Past inputs and present outputs: key and value of layer 0, of layer 1, and so on.</summary>
    public required (byte[] Past, byte[] Present)[] KeyValues { get; init; }

    public required OrtElementType KeyValueType { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <exception cref="InferenceException">An input or output is missing, of another type, or of a shape that does not fit the config.</exception>
    public static ModelGraph Read(ModelFolder folder, OrtHandle session)
    {
        var reader = new Reader(folder, Ort.GetInputs(session), Ort.GetOutputs(session));
        var info = folder.Info;
        var decoder = folder.Config.Model!.Decoder!;
        var inputNames = decoder.Inputs ?? new();
        var outputNames = decoder.Outputs ?? new();

        var ids = reader.Input(inputNames.InputIds);
        reader.CheckType(ids, OrtElementType.Int64, OrtElementType.Int32);
        var mask = reader.OptionalInput(inputNames.AttentionMask);
        var positions = reader.OptionalInput(inputNames.PositionIds);
        foreach (var optional in new[] { mask, positions })
        {
            if (optional is not null)
            {
                reader.CheckType(optional, OrtElementType.Int64, OrtElementType.Int32);
            }
        }

        var choice = Ort.GetOptionalInputs(session).FirstOrDefault(input => input is { Name: "logits_positions", Type: OrtElementType.Int64 });
        var logits = reader.Output(outputNames.Logits);
        reader.CheckType(logits, OrtElementType.Float32, OrtElementType.Float16);
        reader.CheckDimension(logits, rank: 3, axis: 2, info.VocabularySize, "model.vocab_size");

        var keyValues = new (byte[], byte[])[info.Layers * 2];
        OrtTensorInfo? first = null;
        for (var layer = 0; layer < info.Layers; layer++)
        {
            keyValues[2 * layer] = KeyValue(inputNames.PastKeyNames, outputNames.PresentKeyNames, layer);
            keyValues[2 * layer + 1] = KeyValue(inputNames.PastValueNames, outputNames.PresentValueNames, layer);
        }

        if (reader.OptionalInput(Layered(inputNames.PastKeyNames, info.Layers)) is { } extra)
        {
            throw reader.Wrong($"has an input {extra.Name}, but genai_config.json says that there are only {info.Layers} layers");
        }

        return new()
        {
            InputIds = Ort.Utf8(ids.Name),
            InputIdsType = ids.Type,
            AttentionMask = mask is null ? null : Ort.Utf8(mask.Name),
            AttentionMaskType = mask?.Type ?? OrtElementType.Undefined,
            PositionIds = positions is null ? null : Ort.Utf8(positions.Name),
            PositionIdsType = positions?.Type ?? OrtElementType.Undefined,
            Logits = Ort.Utf8(logits.Name),
            LogitsType = logits.Type,
            LastLogitsOnly = logits.Shape[1] == 1 || choice is not null,
            LogitsPositions = choice is null ? null : Ort.Utf8(choice.Name),
            VocabularySize = info.VocabularySize,
            KeyValues = keyValues,
            KeyValueType = first!.Type,
            KeyValueHeads = info.KeyValueHeads,
            HeadSize = info.HeadSize,
        };

        (byte[], byte[]) KeyValue(string pastPattern, string presentPattern, int layer)
        {
            var past = reader.Input(Layered(pastPattern, layer));
            var present = reader.Output(Layered(presentPattern, layer));
            first ??= past;
            reader.CheckType(past, OrtElementType.Float32, OrtElementType.Float16);
            foreach (var tensor in new[] { past, present })
            {
                reader.CheckType(tensor, first.Type);
                reader.CheckDimension(tensor, rank: 4, axis: 1, info.KeyValueHeads, "model.decoder.num_key_value_heads");
                reader.CheckDimension(tensor, rank: 4, axis: 3, info.HeadSize, "model.decoder.head_size");
            }

            return (Ort.Utf8(past.Name), Ort.Utf8(present.Name));
        }
    }

    private static string Layered(string pattern, int layer) => pattern.Replace("%d", layer.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private sealed class Reader(ModelFolder folder, OrtTensorInfo[] inputs, OrtTensorInfo[] outputs)
    {
        public OrtTensorInfo Input(string name) => OptionalInput(name)
            ?? throw Wrong($"has no input '{name}' (it has {string.Join(", ", inputs.Take(6).Select(i => i.Name))}{(inputs.Length > 6 ? ", …" : "")})");

        public OrtTensorInfo? OptionalInput(string name) => Array.Find(inputs, i => i.Name == name);

        public OrtTensorInfo Output(string name) => Array.Find(outputs, o => o.Name == name)
            ?? throw Wrong($"has no output '{name}' (it has {string.Join(", ", outputs.Take(6).Select(o => o.Name))}{(outputs.Length > 6 ? ", …" : "")})");

        public void CheckType(OrtTensorInfo tensor, params ReadOnlySpan<OrtElementType> allowed)
        {
            if (!allowed.Contains(tensor.Type))
            {
                throw Wrong($"has '{tensor.Name}' of type {tensor.Type}, expected {string.Join(" or ", allowed.ToArray())}");
            }
        }

        public void CheckDimension(OrtTensorInfo tensor, int rank, int axis, int expected, string key)
        {
            if (tensor.Shape.Length != rank)
            {
                throw Wrong($"has '{tensor.Name}' of rank {tensor.Shape.Length}, expected {rank}");
            }

            if (tensor.Shape[axis] != -1 && tensor.Shape[axis] != expected)
            {
                throw Wrong($"has '{tensor.Name}' of shape [{string.Join(", ", tensor.Shape)}], but '{key}' in genai_config.json is {expected}");
            }
        }

        public InferenceException Wrong(string what) =>
            new($"{folder.GraphPath} does not fit its config: it {what}. Export the model again, or correct genai_config.json.");
    }
}
