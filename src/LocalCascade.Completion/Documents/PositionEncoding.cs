namespace LocalCascade.Completion.Documents;

/// <summary>What a <see cref="TextPosition"/>'s character counts (LSP 3.17, PositionEncodingKind).</summary>
public enum PositionEncoding
{
    /// <summary>UTF-16 code units, the protocol's default.</summary>
    Utf16,

    /// <summary>UTF-8 bytes.</summary>
    Utf8,

    /// <summary>Unicode code points.</summary>
    Utf32,
}
