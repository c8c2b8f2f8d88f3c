namespace LocalCascade.Completion.Cloud;

/// <summary>Where the cloud tier is and how it is reached.</summary>
public sealed record CloudSettings
{
    /// <summary>The proxy's URL, such as <c>https://completions.example.org</c>. Clear text (http) only to this machine, unless <see cref="AllowClearText"/>.</summary>
    public string Url { get; init; } = "";

    /// <summary>The model to ask for; empty for the proxy's default.</summary>
    public string Model { get; init; } = "";

    /// <summary>How long an answer may take, in milliseconds, 100 to 60000.</summary>
    public int DeadlineMilliseconds { get; init; } = 5000;

    /// <summary>The most requests an hour; 0 for no limit.</summary>
    public int RequestsPerHour { get; init; }

    /// <summary>The most tokens an hour, sent (estimated at four characters each) and received; 0 for no limit.</summary>
    public int TokensPerHour { get; init; }

    /// <summary>After this many failures in a row the cloud is left alone for a while, 1 to 100.</summary>
    public int FailuresBeforePause { get; init; } = 4;

    /// <summary>How long it is left alone at first, in seconds, 1 to 3600; twice as long each time it fails again, up to ten minutes.</summary>
    public int PauseSeconds { get; init; } = 15;

    /// <summary>Whether http URLs beyond this machine are allowed: code and tokens then cross the network unprotected.</summary>
    public bool AllowClearText { get; init; }

    /// <summary>A PEM file of certification authorities that are trusted besides the system's; empty for none.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Whether server certificates are checked. Off, anyone on the way can read code and tokens.</summary>
    public bool StrictTls { get; init; } = true;

    /// <summary>The HTTP proxy on the way: a URL; empty for the system's settings; <c>none</c> for a direct connection.</summary>
    public string HttpProxy { get; init; } = "";

    /// <summary>Hosts that are reached without <see cref="HttpProxy"/>: names or suffixes such as <c>.example.org</c>, with commas between. One text, so that equal settings are equal.</summary>
    public string NoProxy { get; init; } = "";

    /// <summary>Why these settings cannot be used; null when they can.</summary>
    public string? Problem()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            return $"'{Url}' is not a URL such as https://completions.example.org (setting cloudUrl).";
        }

        if (url.Scheme == "http" && !url.IsLoopback && !AllowClearText)
        {
            return $"{Url} would send code and tokens unprotected. Use https, or allow it by the setting cloudAllowClearText.";
        }

        return HttpProxy is not ("" or "none") && !Uri.TryCreate(HttpProxy, UriKind.Absolute, out _)
            ? $"'{HttpProxy}' is not a URL such as http://proxy.example.org:3128 (setting httpProxy)."
            : null;
    }
}
