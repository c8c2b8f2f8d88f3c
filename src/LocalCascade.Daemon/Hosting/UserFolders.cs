namespace LocalCascade.Daemon.Hosting;

/// <summary>Where this program keeps things: the XDG base directories on Unix, %APPDATA% and %LOCALAPPDATA% on Windows.</summary>
internal static class UserFolders
{
    /// <summary>Settings: <c>config.json</c>.</summary>
    public static string Config => Find("XDG_CONFIG_HOME", ".config", Environment.SpecialFolder.ApplicationData);

    /// <summary>Models that the user added.</summary>
    public static string Data => Find("XDG_DATA_HOME", Path.Combine(".local", "share"), Environment.SpecialFolder.LocalApplicationData);

    /// <summary>Logs.</summary>
    public static string State => Find("XDG_STATE_HOME", Path.Combine(".local", "state"), Environment.SpecialFolder.LocalApplicationData);

    /// <summary>All of them: processes that keep the same things in them may stand in for each other.</summary>
    public static IReadOnlyList<string> All => [Config, Data, State];

    /// <summary>Makes a folder that only the user may enter.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Find(string variable, string underHome, Environment.SpecialFolder onWindows)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(onWindows), "localcascade");
        }

        // The specification says to ignore a relative path.
        var set = Environment.GetEnvironmentVariable(variable);
        var root = Path.IsPathRooted(set) ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), underHome);
        return Path.Combine(root, "localcascade");
    }
}
