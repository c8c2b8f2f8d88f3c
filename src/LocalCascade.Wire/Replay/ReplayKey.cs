using System.Security.Cryptography;
using System.Text;

namespace LocalCascade.Wire.Replay;

/// <summary>
/// The name of a place by the text around its cursor: the end of the prefix and the start of the suffix, no more than the way
/// to the engine leaves of them. A file of answers by such names says nothing of where they belong without the code itself.
/// </summary>
public static class ReplayKey
{
    private const int PrefixLength = 240;
    private const int SuffixLength = 120;
    private const int Bytes = 16;

    /// <summary>32 hexadecimal digits.</summary>
    public static string Of(string prefix, string? suffix)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        // The proxy cuts at characters, a client may not know the length of half of one: what could be half is left out.
        var before = TextWindow.KeepEnd(prefix, PrefixLength);
        var behind = TextWindow.KeepStart(suffix ?? "", SuffixLength);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\0{behind}")).AsSpan(0, Bytes));
    }
}
