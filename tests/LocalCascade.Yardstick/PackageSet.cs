namespace LocalCascade.Yardstick;

/// <summary>
/// The packages that are measured on. Whatever was tuned, fitted or looked at used development packages only; the test packages
/// are asked at the end. No run mixes the two. Of the test packages nunit, jinja2, werkzeug and rich were held out of the
/// embedded model's training text too; a model is measured on those.
/// </summary>
internal static class PackageSet
{
    public static readonly IReadOnlyList<(string Name, string Folder)> Development =
    [
        ("newtonsoft-json", "newtonsoft-json"),
        ("protobuf", "protobuf/protobuf-3.21.12/csharp/src"),
        ("flatbuffers", "flatbuffers/flatbuffers-2.0.8/net"),
        ("python3-flask", "python3-flask"),
        ("python3-requests", "python3-requests"),
        ("python3-click", "python3-click"),
        ("python3-httpx", "python3-httpx"),
        ("python3-tornado", "python3-tornado"),
    ];

    public static readonly IReadOnlyList<(string Name, string Folder)> Test =
    [
        ("nunit", "nunit"),
        ("keepass2", "keepass2"),
        ("dbus-sharp", "dbus-sharp"),
        ("thrift", "thrift/thrift-0.17.0/lib/netstd"),
        ("python3-jinja2", "python3-jinja2"),
        ("python3-werkzeug", "python3-werkzeug"),
        ("python3-rich", "python3-rich"),
        ("python3-pygments", "python3-pygments"),
    ];

    public static IReadOnlyList<(string Name, string Folder)> Get(string set) => set switch
    {
        "development" => Development,
        "test" => Test,
        _ => throw new ArgumentException($"There is no set '{set}'. Use development or test; the two are never measured together."),
    };
}
