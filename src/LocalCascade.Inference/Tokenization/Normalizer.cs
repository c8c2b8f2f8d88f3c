using System.Text.Json;

namespace LocalCascade.Inference.Tokenization;

/// <summary>What happens to a text before it is split: the <c>normalizer</c> of tokenizer.json.</summary>
internal sealed class Normalizer
{
    private readonly List<Func<string, string>> _steps = [];

    private Normalizer()
    {
    }

    /// <summary>Whether composed and decomposed characters become one (NFC and its kin): such a text does not round-trip by bytes.</summary>
    public bool Composes { get; private set; }

    /// <summary>Whether something is put before the text (Llama's leading U+2581).</summary>
    public bool Prepends { get; private set; }

    /// <summary>Whether spaces become U+2581.</summary>
    public bool ReplacesSpaces { get; private set; }

    /// <exception cref="FormatException">The element asks for something that is not supported; the message names it.</exception>
    public static Normalizer Parse(JsonElement element)
    {
        var result = new Normalizer();
        result.Add(element);
        return result;
    }

    public string Normalize(string text)
    {
        foreach (var step in _steps)
        {
            text = step(text);
        }

        return text;
    }

    private void Add(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var type = element.GetProperty("type").GetString();
        switch (type)
        {
            case "Sequence":
                foreach (var child in element.GetProperty("normalizers").EnumerateArray())
                {
                    Add(child);
                }

                break;
            case "NFC":
                Composes = true;
                _steps.Add(CanonicalComposition.Compose);
                break;
            case "Prepend":
                var prefix = element.GetProperty("prepend").GetString()!;
                Prepends = true;
                _steps.Add(text => text.Length == 0 ? text : prefix + text);
                break;
            case "Replace" when element.GetProperty("pattern").TryGetProperty("String", out var pattern):
                var from = pattern.GetString()!;
                var to = element.GetProperty("content").GetString()!;
                ReplacesSpaces |= from == " ";
                _steps.Add(text => text.Replace(from, to, StringComparison.Ordinal));
                break;
            default:
                throw new FormatException($"the normalizer '{type}' is not supported");
        }
    }
}
