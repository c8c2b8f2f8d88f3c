using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Scores a candidate by its features: a linear part beside a small network of two hidden layers. Exponentials of scores are the
/// odds between the candidates of one place. Fitted by <c>--fit</c> of tests/LocalCascade.Yardstick; the weights are resources of this assembly.
/// </summary>
internal sealed class ScoringNetwork
{
    // Features are clipped at this many standard deviations: what is far out says no more.
    private const float Clip = 4;

    private readonly float[] _weights;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly int _second;

    /// <param name="weights">
    /// Inputs, hidden and second hidden units as floats; then mean [inputs], deviation [inputs], first layer [hidden, inputs] and
    /// bias [hidden], second layer [second, hidden] and bias [second], output [second], linear part [inputs], bias [1].
    /// </param>
    /// <exception cref="ArgumentException">The numbers do not fit together.</exception>
    public ScoringNetwork(float[] weights)
    {
        (_inputs, _hidden, _second) = weights.Length < 3 ? (0, 0, 0) : ((int)weights[0], (int)weights[1], (int)weights[2]);
        if (weights.Length != 3 + LengthOf(_inputs, _hidden, _second))
        {
            throw new ArgumentException("The weights do not have the length that they name.", nameof(weights));
        }

        _weights = weights[3..];
    }

    public int Inputs => _inputs;

    /// <summary>Reads the network of a resource of this assembly.</summary>
    public static ScoringNetwork Load(string resource)
    {
        using var stream = typeof(ScoringNetwork).Assembly.GetManifestResourceStream(resource) ?? throw new ArgumentException($"There is no resource {resource}.", nameof(resource));
        var weights = new float[stream.Length / sizeof(float)];
        stream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(weights);
    }

    public static int LengthOf(int inputs, int hidden, int second) =>
        (2 * inputs) + (hidden * inputs) + hidden + (second * hidden) + second + second + inputs + 1;

    public float Score(ReadOnlySpan<float> features)
    {
        Span<float> scaled = stackalloc float[_inputs];
        Span<float> first = stackalloc float[_hidden];
        ReadOnlySpan<float> rest = _weights;
        TensorPrimitives.Subtract(features, Take(ref rest, _inputs), scaled);
        TensorPrimitives.Divide(scaled, Take(ref rest, _inputs), scaled);
        TensorPrimitives.Max(scaled, -Clip, scaled);
        TensorPrimitives.Min(scaled, Clip, scaled);
        var matrix = Take(ref rest, _hidden * _inputs);
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = TensorPrimitives.Dot(matrix.Slice(i * _inputs, _inputs), scaled);
        }

        TensorPrimitives.Add(first, Take(ref rest, _hidden), first);
        TensorPrimitives.Max(first, 0, first);
        matrix = Take(ref rest, _second * _hidden);
        var bias = Take(ref rest, _second);
        var output = Take(ref rest, _second);
        var sum = TensorPrimitives.Dot(Take(ref rest, _inputs), scaled) + rest[0];
        for (var i = 0; i < _second; i++)
        {
            sum += output[i] * MathF.Max(0, TensorPrimitives.Dot(matrix.Slice(i * _hidden, _hidden), first) + bias[i]);
        }

        return sum;
    }

    private static ReadOnlySpan<float> Take(ref ReadOnlySpan<float> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
