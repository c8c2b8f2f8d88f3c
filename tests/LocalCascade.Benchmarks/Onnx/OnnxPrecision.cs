namespace LocalCascade.Benchmarks.Onnx;

/// <summary>
/// Writes the embedded model's folder again with its weights in another precision: 4 bits in blocks of 32, or 32-bit floats. Both are
/// made from the shipped 8-bit weights, so the floats are exactly what these stand for.
/// </summary>
internal static class OnnxPrecision
{
    private const int Block = 32;
    private const int GraphField = 7;
    private const int NodeField = 1;
    private const int InitializerField = 5;
    private const int InputField = 1;
    private const int OutputField = 2;
    private const int NodeNameField = 3;
    private const int OperatorField = 4;
    private const int AttributeField = 5;
    private const int AttributeNameField = 1;
    private const int AttributeIntegerField = 3;

    /// <summary>Copies a model folder with its weights in <paramref name="bits"/>: 4 or 32.</summary>
    public static void Write(string folder, string target, int bits)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(folder).Where(file => !file.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        const string Graph = "model.onnx";
        var model = ProtoField.Read(File.ReadAllBytes(Path.Combine(folder, Graph)));
        File.WriteAllBytes(Path.Combine(target, Graph), ProtoField.Write(model.Select(field => field.Number == GraphField ? ProtoField.Of(GraphField, ProtoField.Write(Rewrite(ProtoField.Read(field.Value), bits))) : field)));
    }

    private static List<ProtoField> Rewrite(List<ProtoField> graph, int bits)
    {
        var weights = graph.Where(field => field.Number == InitializerField).Select(field => OnnxTensor.Read(field.Value)).ToDictionary(pair => pair.Name, pair => pair.Tensor, StringComparer.Ordinal);
        var written = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<ProtoField>();
        foreach (var field in graph)
        {
            if (field.Number != NodeField)
            {
                if (field.Number != InitializerField || !IsQuantized(OnnxTensor.Read(field.Value).Name, weights))
                {
                    result.Add(field);
                }

                continue;
            }

            var node = ProtoField.Read(field.Value);
            var inputs = node.Where(f => f.Number == InputField).Select(f => f.Text).ToList();
            var kind = node.First(f => f.Number == OperatorField).Text;
            if (kind == "MatMulNBits")
            {
                AddMatrix(result, written, weights, inputs[1], bits);
                result.Add(ProtoField.Of(NodeField, ProtoField.Write(bits == 32 ? Replace(node, "MatMul", [inputs[0], $"{inputs[1]}_turned"]) : WithBits(node, bits))));
            }
            else if (kind == "GatherBlockQuantized")
            {
                // The embedding is the head's tensor seen flat, as a Reshape in front has it.
                var head = weights.Keys.First(name => name.StartsWith("lm_head.", StringComparison.Ordinal) && name.EndsWith("_Q8", StringComparison.Ordinal));
                AddMatrix(result, written, weights, head, bits);
                result.Add(ProtoField.Of(NodeField, ProtoField.Write(bits == 32 ? Replace(node, "Gather", [head, inputs[1]]) : WithBits(node, bits))));
            }
            else if (kind == "Reshape" && inputs[0].EndsWith("_Q8", StringComparison.Ordinal))
            {
                if (bits < 32)
                {
                    var (rows, columns) = ShapeOf(weights[inputs[0]]);
                    result.Add(field with { Value = ProtoField.Write(node.Select(f => f.Number == InputField && f.Text == inputs[1] ? ProtoField.Of(InputField, $"{inputs[1]}_packed") : f)) });
                    result.Add(OnnxTensor.Write(InitializerField, $"{inputs[1]}_packed", [2], (ReadOnlySpan<long>)[rows, columns * bits / 8]));
                }
            }
            else
            {
                result.Add(field);
            }
        }

        return result;
    }

    private static bool IsQuantized(string name, Dictionary<string, OnnxTensor> weights) =>
        name.EndsWith("_Q8", StringComparison.Ordinal) || (name.EndsWith("_scales", StringComparison.Ordinal) && weights.ContainsKey($"{name[..^"_scales".Length]}_Q8"));

    private static void AddMatrix(List<ProtoField> graph, HashSet<string> written, Dictionary<string, OnnxTensor> weights, string name, int bits)
    {
        if (!written.Add(name))
        {
            return;
        }

        var scales = $"{name[..^"_Q8".Length]}_scales";
        var (rows, columns) = ShapeOf(weights[name]);
        var values = Dequantize(weights[name].Data.Span, weights[scales].Floats);
        if (bits == 32)
        {
            // Turned when the model is loaded: the embedding reads the same tensor by rows.
            graph.Add(OnnxTensor.Write(InitializerField, name, [rows, columns], (ReadOnlySpan<float>)values));
            graph.Add(ProtoField.Of(NodeField, ProtoField.Write([ProtoField.Of(InputField, name), ProtoField.Of(OutputField, $"{name}_turned"), ProtoField.Of(NodeNameField, $"{name}/Transpose"), ProtoField.Of(OperatorField, "Transpose")])));
            return;
        }

        var (packed, newScales) = Quantize(values);
        graph.Add(OnnxTensor.Write(InitializerField, name, [rows, columns / Block, Block / 2], (ReadOnlySpan<byte>)packed));
        graph.Add(OnnxTensor.Write(InitializerField, scales, [rows, columns / Block], (ReadOnlySpan<float>)newScales));
    }

    private static (long Rows, long Columns) ShapeOf(OnnxTensor codes) => (codes.Shape[0], codes.Shape[1] * codes.Shape[2]);

    private static float[] Dequantize(ReadOnlySpan<byte> codes, ReadOnlySpan<float> scales)
    {
        const int Zero = 128;
        var values = new float[codes.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (codes[i] - Zero) * scales[i / Block];
        }

        return values;
    }

    // The value furthest from zero becomes -8: one level more than rounding to ±7, as llama.cpp's Q4_0 has it. Two codes a byte, the
    // first in the low half.
    private static (byte[] Packed, float[] Scales) Quantize(float[] values)
    {
        const int Zero = 8;
        var (packed, scales) = (new byte[values.Length / 2], new float[values.Length / Block]);
        for (var block = 0; block < scales.Length; block++)
        {
            var part = values.AsSpan(block * Block, Block);
            var furthest = part[0];
            foreach (var value in part)
            {
                furthest = MathF.Abs(value) > MathF.Abs(furthest) ? value : furthest;
            }

            var scale = scales[block] = furthest / -Zero;
            for (var i = 0; i < Block; i++)
            {
                var code = scale == 0 ? Zero : Math.Clamp((int)MathF.Round(part[i] / scale) + Zero, 0, 15);
                packed[(block * Block + i) / 2] |= (byte)(code << (i % 2 * 4));
            }
        }

        return (packed, scales);
    }

    private static List<ProtoField> Replace(List<ProtoField> node, string kind, string[] inputs) =>
    [
        .. inputs.Select(input => ProtoField.Of(InputField, input)),
        .. node.Where(field => field.Number is OutputField or NodeNameField),
        ProtoField.Of(OperatorField, kind),
    ];

    private static IEnumerable<ProtoField> WithBits(List<ProtoField> node, int bits) => node.Select(field =>
    {
        if (field.Number != AttributeField)
        {
            return field;
        }

        var attribute = ProtoField.Read(field.Value);
        return attribute.Exists(f => f.Number == AttributeNameField && f.Text == "bits")
            ? ProtoField.Of(AttributeField, ProtoField.Write(attribute.Select(f => f.Number == AttributeIntegerField ? ProtoField.Of(AttributeIntegerField, bits) : f)))
            : field;
    });
}
