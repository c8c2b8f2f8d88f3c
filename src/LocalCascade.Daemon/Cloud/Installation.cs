using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Cloud;

/// <summary>This installation's random id: how an operator tells one person's machines apart. Made when it is first needed.</summary>
internal static class Installation
{
    private static readonly Lazy<string> Read = new(ReadOrMake);

    /// <summary>32 hexadecimal digits; empty where the state folder cannot be written.</summary>
    public static string Id => Read.Value;

    private static string ReadOrMake()
    {
        var path = Path.Combine(UserFolders.State, "installation");
        try
        {
            if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 32 } id && id.All(char.IsAsciiHexDigit))
            {
                return id;
            }

            UserFolders.CreatePrivate(UserFolders.State);
            var made = Guid.NewGuid().ToString("N");
            File.WriteAllText(path, made);
            return made;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
