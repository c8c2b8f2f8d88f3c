using System.Numerics.Tensors;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Inference.Models;

/// <summary>
/// Runs a few tokens when a model has been loaded: a graph that loads may still not run (a GPU without 16-bit floats, an
/// export whose KV cache grows), and a provider that does not work on the KV cache in place gives wrong logits without an error.
/// What the run compiles and allocates, the first completion does not wait for.
/// </summary>
internal static class ModelCheck
{
    private const int Tokens = 8;

    // Measured on the tests' models: 4e-7 where the cache works, 0.87 on WebGPU with the cache in CPU memory. Activations
    // quantised to 8 bits differ by up to 0.08 by rounding alone.
    private const float MostRelativeDifference = 0.25f;

    /// <exception cref="InferenceException">The model does not run here, or not rightly.</exception>
    public static void Run(OnnxModel model, CancellationToken cancellationToken)
    {
        var count = Math.Min(Tokens, model.ContextLength);
        Span<int> tokens = stackalloc int[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = (i * 7 + 3) % model.VocabularySize;
        }

        try
        {
            using var atOnce = model.CreateSession(count);
            using var oneByOne = model.CreateSession(count);
            var expected = atOnce.Append(tokens, cancellationToken);
            if (!float.IsFinite(TensorPrimitives.Norm(expected)))
            {
                throw new InferenceException("its logits are not numbers.");
            }

            var actual = AppendOneByOne(oneByOne, tokens, cancellationToken);
            // The CPU reads and writes the cache where it lies; only for others there is something to find out.
            if (model.Provider != ExecutionProvider.Cpu && Differ(expected, actual))
            {
                throw new InferenceException($"the KV cache does not survive from one run to the next on {model.Provider.Name}.");
            }
        }
        catch (InferenceException error) when (model.Folder.Config.Search?.PastPresentShareBuffer == false)
        {
            throw new InferenceException($"{model.Folder.GraphPath} cannot be used: its KV cache grows by copies (past_present_share_buffer is false). Export it again with GroupQueryAttention, as ONNX Runtime GenAI's model builder does. ({error.Message})", error);
        }
        catch (InferenceException error)
        {
            throw new InferenceException($"{model.Folder.GraphPath} loads on {model.Provider.Name}, but does not run: {error.Message}", error);
        }
    }

    private static ReadOnlySpan<float> AppendOneByOne(ILanguageModelSession session, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            session.Append(tokens.Slice(i, 1), cancellationToken);
        }

        return session.Append(tokens[^1..], cancellationToken);
    }

    private static bool Differ(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        var distance = TensorPrimitives.Distance(expected, actual);
        return !(distance <= MostRelativeDifference * TensorPrimitives.Norm(expected));
    }
}
