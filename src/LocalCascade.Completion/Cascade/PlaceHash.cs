using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Names a place by the text near it: polynomial hashes, modulo 2^64, of the characters before and after. The one before rolls
/// from place to place, so that all places at which an answer may have been asked for are found in one pass.
/// </summary>
internal ref struct PlaceHash
{
    /// <summary>How far an edit before a place still changes its name: some eight lines.</summary>
    public const int PrefixLength = 256;

    /// <summary>How far an edit behind a place still changes its name: some four lines.</summary>
    public const int SuffixLength = 128;

    private const ulong Factor = 0x9E3779B97F4A7C15;
    private static readonly ulong OutgoingFactor = Power(Factor, PrefixLength);

    private readonly ReadOnlySpan<char> _text;
    private ulong _prefix;

    /// <summary>Starts at <paramref name="place"/> of <paramref name="text"/>.</summary>
    public PlaceHash(ReadOnlySpan<char> text, int place)
    {
        _text = text;
        Place = place;
        foreach (var c in text[Math.Max(0, place - PrefixLength)..place])
        {
            _prefix = (_prefix * Factor) + c + 1;
        }
    }

    /// <summary>The name of a document's place.</summary>
    public static ulong Name(DocumentSnapshot document, int offset)
    {
        Span<char> scratch = stackalloc char[PrefixLength];
        var read = Math.Min(PrefixLength, offset);
        var before = document.Text.Read(offset - read, read, scratch);
        return new PlaceHash(before, read).Name(OfSuffix(document, offset));
    }

    public int Place { get; private set; }

    /// <summary>What the names of all places of a document share that have the text behind <paramref name="offset"/> behind them.</summary>
    public static ulong OfSuffix(DocumentSnapshot document, int offset)
    {
        var text = document.Text;
        Span<char> scratch = stackalloc char[SuffixLength];
        var hash = (ulong)(uint)string.GetHashCode(document.Uri);
        foreach (var c in text.Read(offset, Math.Min(SuffixLength, text.Length - offset), scratch))
        {
            hash = (hash * Factor) + c + 1;
        }

        return Mix(hash);
    }

    /// <summary>Goes one character on.</summary>
    public void MoveNext()
    {
        _prefix = (_prefix * Factor) + _text[Place] + 1;
        if (Place >= PrefixLength)
        {
            _prefix -= OutgoingFactor * (_text[Place - PrefixLength] + 1UL);
        }

        Place++;
    }

    /// <summary>The name of this place, with what <see cref="OfSuffix"/> says of the text behind it.</summary>
    public readonly ulong Name(ulong suffix) => Mix(_prefix ^ suffix);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static ulong Power(ulong factor, int exponent)
    {
        var power = 1UL;
        for (; exponent > 0; exponent--)
        {
            power *= factor;
        }

        return power;
    }
}
