namespace LocalCascade.Completion.Cascade;

/// <summary>What the user has typed at a place since it was asked about, and the texts that are being generated for it. Thread-safe.</summary>
internal sealed class TypedText
{
    private readonly Lock _gate = new();
    private readonly List<StreamedText> _texts = [];
    private volatile string _value = "";

    /// <summary>What was typed, from the place on.</summary>
    public string Value => _value;

    /// <summary>A text that a source begins to write.</summary>
    public StreamedText Begin()
    {
        var text = new StreamedText(this);
        lock (_gate)
        {
            _texts.Add(text);
        }

        return text;
    }

    /// <summary>The user typed on; false when nothing that is being generated begins so.</summary>
    public bool Follow(string value)
    {
        lock (_gate)
        {
            _value = value;
            var fits = _texts.Count == 0;
            foreach (var text in _texts)
            {
                fits |= text.Check(value) && !text.Closed;
            }

            return fits;
        }
    }
}
