using System.Globalization;
using System.Text;

namespace LocalCascade.Inference.Tokenization;

/// <summary>
/// Unicode normalization form C (Unicode Standard Annex 15): decompose, order, compose. Our own, because the program runs
/// without ICU (invariant globalization), where string.Normalize leaves everything but ASCII as it is.
/// </summary>
internal static class CanonicalComposition
{
    // Hangul syllables are composed by arithmetic (The Unicode Standard, 3.12).
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Trails = 28;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>The text in normalization form C.</summary>
    public static string Compose(string text)
    {
        // Below U+0300 nothing combines and nothing decomposes that is not composed again.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
        {
            return text;
        }

        var tables = Data.Value;
        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, tables, runes);
        }

        Order(runes, tables);
        Combine(runes, tables);
        var composed = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            composed.Append(new Rune(rune).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(int rune, Tables tables, List<int> into)
    {
        var syllable = rune - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Trails)
        {
            into.Add(LeadBase + syllable / (Vowels * Trails));
            into.Add(VowelBase + syllable % (Vowels * Trails) / Trails);
            if (syllable % Trails > 0)
            {
                into.Add(TrailBase + syllable % Trails);
            }
        }
        else if (tables.Decompositions.TryGetValue(rune, out var parts))
        {
            Decompose(parts.First, tables, into);
            if (parts.Second > 0)
            {
                Decompose(parts.Second, tables, into);
            }
        }
        else
        {
            into.Add(rune);
        }
    }

    // Combining marks sort by class, stably; what does not combine stays where it is.
    private static void Order(List<int> runes, Tables tables)
    {
        for (var i = 1; i < runes.Count; i++)
        {
            var own = tables.Class(runes[i]);
            for (var j = i; j > 0 && own > 0 && tables.Class(runes[j - 1]) > own; j--)
            {
                (runes[j - 1], runes[j]) = (runes[j], runes[j - 1]);
            }
        }
    }

    private static void Combine(List<int> runes, Tables tables)
    {
        var starter = -1;
        var lastClass = 0;
        var kept = 0;
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            var own = tables.Class(rune);
            // Blocked when something of the same or a higher class stands in between.
            if (starter >= 0 && (kept == starter + 1 || (lastClass < own && lastClass > 0)) && Pair(runes[starter], rune, tables) is > 0 and var pair)
            {
                runes[starter] = pair;
                continue;
            }

            if (own == 0)
            {
                starter = kept;
            }

            lastClass = own;
            runes[kept++] = rune;
        }

        runes.RemoveRange(kept, runes.Count - kept);
    }

    private static int Pair(int first, int second, Tables tables)
    {
        if (first - LeadBase is >= 0 and < Leads && second - VowelBase is >= 0 and < Vowels)
        {
            return SyllableBase + ((first - LeadBase) * Vowels + second - VowelBase) * Trails;
        }

        if (first - SyllableBase is >= 0 and < Leads * Vowels * Trails && (first - SyllableBase) % Trails == 0 && second - TrailBase is > 0 and < Trails)
        {
            return first + second - TrailBase;
        }

        return tables.Compositions.GetValueOrDefault((first, second));
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, byte> _classes = [];

        public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

        public Dictionary<(int First, int Second), int> Compositions { get; } = [];

        public int Class(int rune) => rune < 0x300 ? 0 : _classes.GetValueOrDefault(rune);

        public static Tables Read()
        {
            var tables = new Tables();
            using var reader = new StreamReader(typeof(CanonicalComposition).Assembly.GetManifestResourceStream("canonical.txt")!);
            while (reader.ReadLine() is { } line)
            {
                var parts = line.Split(' ');
                if (parts[0] == "d")
                {
                    var composes = parts[^1] != "x";
                    var second = parts.Length - (composes ? 0 : 1) > 3 ? Hex(parts[3]) : 0;
                    tables.Decompositions[Hex(parts[1])] = (Hex(parts[2]), second);
                    if (composes)
                    {
                        tables.Compositions[(Hex(parts[2]), second)] = Hex(parts[1]);
                    }
                }
                else if (parts[0] == "c")
                {
                    for (var rune = Hex(parts[1]); rune <= Hex(parts[2]); rune++)
                    {
                        tables._classes[rune] = byte.Parse(parts[3], CultureInfo.InvariantCulture);
                    }
                }
            }

            return tables;
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
