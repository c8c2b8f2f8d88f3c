using System.Globalization;

namespace LocalCascade.Yardstick;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/LocalCascade.Yardstick -- [OPTIONS]

          --set development|test   which packages (default development); the two are never mixed
          --items N                holes per language (default 300)
          --seed N                 seed of the holes (default 1)
          --completer NAME         workspace (default) or model
          --model FOLDER           the model's folder (default models/localcascade-fim-6m)
          --package NAME           only this package, repeatable
          --packages FOLDER        where fetch.sh put the packages (default .cache/yardstick/sources)
          --fit                    fit the workspace predictor's confidence on these holes and print the weights (development only)
          --errors N               print N wrong answers (development only)
          --json                   print the report as JSON
        """;

    public string Set { get; init; } = "development";

    public int Items { get; init; } = 300;

    public int Seed { get; init; } = 1;

    public string Completer { get; init; } = "workspace";

    public string Model { get; init; } = "models/localcascade-fim-6m";

    public IReadOnlyList<string> Packages { get; init; } = [];

    public string PackagesFolder { get; init; } = ".cache/yardstick/sources";

    public bool Fit { get; init; }

    public int Errors { get; init; }

    public bool Json { get; init; }

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or would tune on test packages.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name} needs a value.");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            options = name switch
            {
                "--set" => options with { Set = Value() },
                "--items" => options with { Items = Number() },
                "--seed" => options with { Seed = Number() },
                "--completer" => options with { Completer = Value() },
                "--model" => options with { Model = Value() },
                "--package" => options with { Packages = [.. options.Packages, Value()] },
                "--packages" => options with { PackagesFolder = Value() },
                "--fit" => options with { Fit = true },
                "--errors" => options with { Errors = Number() },
                "--json" => options with { Json = true },
                _ => throw new ArgumentException($"Unknown option {name}.\n{Usage}"),
            };
        }

        return options.Set == "test" && (options.Fit || options.Errors > 0)
            ? throw new ArgumentException("--fit and --errors are for development packages: what is fitted or looked at is no test any more.")
            : options;
    }
}
