namespace LocalCascade.Completion.Rules;

/// <summary>
/// Names under which secrets are commonly kept (after the list that Continue ships, widened by the places where common tools
/// keep their credentials). Letters match in either case. A pattern that ends with / names a folder, any other a file.
/// </summary>
internal static class SecretPatterns
{
    private static readonly string[] Files =
    [
        // Environment files
        ".env*", "*.env",

        // Keys and key stores
        "*.pem", "*.key", "*.pfx", "*.p12", "*.p8", "*.pkcs12", "*.jks", "*.keystore", "*.ppk", "*.gpg", "*.ovpn",
        "*.kdb", "*.kdbx", "*.agilekeychain", "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*",

        // Credentials of tools
        ".npmrc", ".pypirc", ".netrc", "_netrc", ".pgpass", "pgpass.conf", ".my.cnf", ".git-credentials", "**/.git/config", ".htpasswd",
        ".dockercfg", "**/.docker/config.json", "kubeconfig", "*.kubeconfig", ".vault-token", ".vault_pass*", "*.publishsettings", "*.pubxml.user",
        "credentials", "credentials.json", "credentials.xml", "credentials.toml", "credentials.ini", "credentials.y*ml", "credentials.csv",
        "client_secret*.json", "service-account*.json", "service_account*.json",
        "secret.json", "secrets.json", "secret.y*ml", "secrets.y*ml", "secrets.toml", "secrets.ini", "*.secret", "*.secrets",

        // Terraform state holds every resource's secrets in clear text
        "*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json", ".terraformrc", "terraform.rc",

        // Databases
        "*.sqlite", "*.sqlite3", "*.sqlite-*", "*.sqlite3-*", "*.db",
    ];

    private static readonly string[] Folders =
    [
        ".ssh/", ".gnupg/", ".aws/", ".azure/", "**/.config/gcloud/", ".kube/", ".password-store/", ".terraform/", ".vault/", ".secrets/", "secrets/",
    ];

    private static readonly string[] LocalOnlyFiles =
    [
        // Often hold connection strings, and are edited by hand all the same
        "appsettings*.json", "local.settings.json", "web.config", "app.config", "nuget.config", "application*.properties", "application*.y*ml",
    ];

    /// <summary>The pattern of secrets that names this file, or a folder that it lies in; null for none.</summary>
    /// <param name="path">The full path, segments parted by <c>/</c>.</param>
    /// <param name="workspaceLength">
    /// How much of it is the workspace folder's path. Above and in that name only hidden folders count: a person may well call
    /// a project "secrets".
    /// </param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public static string? FindSecret(ReadOnlySpan<char> path, int workspaceLength, bool isFolder)
    {
        for (var end = 0; end < path.Length;)
        {
            var next = path[(end + 1)..].IndexOf('/');
            end = next < 0 ? path.Length : end + 1 + next;
            if (end == path.Length && !isFolder)
            {
                return Find(Files, path);
            }

            if (Find(Folders, path[..end]) is { } folder && (end > workspaceLength || folder.Contains('.', StringComparison.Ordinal)))
            {
                return folder;
            }
        }

        return null;
    }

    /// <summary>The pattern of files to be kept on the machine that names this file; null for none.</summary>
    public static string? FindLocalOnly(ReadOnlySpan<char> path) => Find(LocalOnlyFiles, path);

    private static string? Find(string[] patterns, ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        foreach (var pattern in patterns)
        {
            var glob = pattern.AsSpan().TrimEnd('/');
            if (Glob.IsMatch(glob, glob.Contains('/') ? path : name, ignoreCase: true))
            {
                return pattern;
            }
        }

        return null;
    }
}
