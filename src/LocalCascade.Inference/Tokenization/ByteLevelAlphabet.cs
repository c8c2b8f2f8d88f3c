namespace LocalCascade.Inference.Tokenization;

/// <summary>
/// The printable stand-ins that byte-level BPE writes for bytes (GPT-2's bytes_to_unicode): printable Latin-1 stands for
/// itself, every other byte for U+0100 and up, in order.
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] Chars = MakeChars();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(b => Chars[b], b => (byte)b);

    public static char ToChar(byte value) => Chars[value];

    /// <summary>The bytes that a vocabulary entry stands for; null when it holds a character outside the alphabet.</summary>
    public static byte[]? ToBytes(string entry)
    {
        var bytes = new byte[entry.Length];
        for (var i = 0; i < entry.Length; i++)
        {
            if (!Bytes.TryGetValue(entry[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static char[] MakeChars()
    {
        var chars = new char[256];
        var next = 0x100;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            chars[b] = printable ? (char)b : (char)next++;
        }

        return chars;
    }
}
