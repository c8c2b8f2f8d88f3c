namespace LocalCascade.Proxy.Pipeline;

/// <summary>Product and version of a client, as in <c>localcascade/0.1.0</c>.</summary>
/// <param name="Product">The product's name.</param>
/// <param name="Version">Its version; what follows a hyphen or plus is left out.</param>
internal readonly record struct ClientVersion(string Product, Version Version)
{
    /// <summary>Reads one; false when it has another form.</summary>
    public static bool TryParse(string text, out ClientVersion version)
    {
        version = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
        {
            return false;
        }

        var numbers = text.AsSpan(slash + 1);
        var end = numbers.IndexOfAny("-+ ");
        if (!Version.TryParse(end < 0 ? numbers : numbers[..end], out var parsed))
        {
            return false;
        }

        version = new(text[..slash], parsed);
        return true;
    }

    /// <summary>Whether this client is older than the oldest of its product that is served.</summary>
    public bool IsOlderThan(ClientVersion oldest) =>
        Product.Equals(oldest.Product, StringComparison.OrdinalIgnoreCase) && Version < oldest.Version;
}
