using System.Text;
using System.Text.Json;

namespace LocalCascade.Wire.Replay;

/// <summary>
/// Recorded answers, one JSON object a line. <c>localcascade eval --record</c> writes such a file, and <c>localcascade-serve
/// --replay</c> answers from it. It holds code: whoever makes one keeps it like the code.
/// </summary>
public sealed class ReplayFile
{
    /// <summary>What the name of every replay begins with, wherever a model's name is shown.</summary>
    public const string ModelPrefix = "teacher-forced-replay";

    private const string Simulated = ModelPrefix + "-simulated-";

    private readonly IReadOnlyDictionary<string, string> _answers;

    /// <param name="model">The name it is served by.</param>
    /// <param name="source">Where its answers come from.</param>
    /// <param name="answers">Texts by <see cref="ReplayKey"/>.</param>
    public ReplayFile(string model, string source, IReadOnlyDictionary<string, string> answers) => (Model, Source, _answers) = (model, source, answers);

    /// <summary>The name it is served by.</summary>
    public string Model { get; }

    /// <summary>Where its answers come from, for people.</summary>
    public string Source { get; }

    /// <summary>How many answers there are.</summary>
    public int Count => _answers.Count;

    /// <summary>The name of answers that a model gave.</summary>
    public static string NameOfRecorded(string model) => $"{ModelPrefix}-{model}";

    /// <summary>The name of answers of which a share is what really stood there.</summary>
    public static string NameOfSimulated(double right) => FormattableString.Invariant($"{Simulated}{right * 100:0}");

    /// <summary>What a model's name says about how its answers come about; null for a model that answers itself.</summary>
    public static string? Describe(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.StartsWith(Simulated, StringComparison.Ordinal) ? $"teacher-forced replay of a simulated cloud, {model[Simulated.Length..]} % right"
            : model.StartsWith(ModelPrefix, StringComparison.Ordinal) ? $"teacher-forced replay of {(model.Length > ModelPrefix.Length + 1 ? model[(ModelPrefix.Length + 1)..] : "recorded answers")}"
            : null;
    }

    /// <summary>The recorded answer for a place; null for none.</summary>
    public string? Find(string prefix, string? suffix) => _answers.GetValueOrDefault(ReplayKey.Of(prefix, suffix));

    /// <summary>Reads a file.</summary>
    /// <exception cref="WireException">A line is not what it should be.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReplayFile Read(string path)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        ReplayLine? head = null;
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (line.Length == 0)
            {
                continue;
            }

            var read = Parse(line);
            if (head is null)
            {
                head = read is { Model: not null, Source: not null } && read.Model.StartsWith(ModelPrefix, StringComparison.Ordinal) ? read : throw Damaged(path, index);
            }
            else
            {
                answers[read?.Key ?? throw Damaged(path, index)] = read.Text ?? throw Damaged(path, index);
            }
        }

        return head is null ? throw Damaged(path, 0) : new(head.Model!, head.Source!, answers);
    }

    /// <summary>The file's content.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        Append(new() { Model = Model, Source = Source });
        foreach (var (key, answer) in _answers)
        {
            Append(new() { Key = key, Text = answer });
        }

        return text.ToString();

        void Append(ReplayLine line) => text.Append(JsonSerializer.Serialize(line, ReplayJson.Readable.ReplayLine)).Append('\n');
    }

    private static ReplayLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ReplayJson.Default.ReplayLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WireException Damaged(string path, int index) =>
        new($"Line {index + 1} of {path} is not a line of recorded answers. Make such a file by: localcascade eval --record FILE");
}
