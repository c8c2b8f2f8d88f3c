using System.Globalization;

namespace LocalCascade.Yardstick;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage = """
        Measures what completes code on this machine, on holes cut into real packages: all sources over the same holes.

        Usage: dotnet run -c Release --project tests/LocalCascade.Yardstick -- [OPTIONS]

        What is asked
          --set development|test   which packages of packages.list (default development); the two are never mixed
                                   (training: those that the model is trained on, for --features only)
          --items N                rests of lines per language (default 300)
          --blocks N               bodies of blocks per language (default a quarter of --items)
          --seed N                 seed of the holes (default 1)
          --language ID            csharp, python, typescript or go only; repeatable, development only
          --package NAME           this package only; repeatable, development only
          --note TEXT              why the test set is asked; needed for it, and kept in test-runs.md beside date and revision

        Who answers
          --source NAME            same-file, 6-gram, predictor, model or combination; repeatable (default all)
          --embedded FOLDER        the model behind model and combination (default the only model folder under models/)
          --model FOLDER           one more model folder, alone; repeatable

        What comes out
          --out FOLDER             write local-tier.md, local-tier.json and local-tier.svg there instead of printing Markdown
          --json                   print JSON

        Where things are
          --packages FOLDER        where fetch.sh put the packages (default .cache/yardstick/sources)
          --training FOLDER        the training recipe's work folder, whose text is looked through for copies (default .cache/training)

        Looking inside (development only: what is fitted or looked at is no test any more)
          --features FILE          write what the predictor's candidates look like at these holes, for models/training/predictor.py
          --gate FILE              write what the gate between predictor and model looks at, for models/training/gate.py
          --errors N               print N wrong answers of the first source

        Examples
          tests/LocalCascade.Yardstick/fetch.sh
          dotnet run -c Release --project tests/LocalCascade.Yardstick -- --source predictor --source same-file --items 500
          dotnet run -c Release --project tests/LocalCascade.Yardstick -- --set test --note "release 0.2" --out artifacts/yardstick
        """;

    public static readonly IReadOnlyList<string> AllSources = [SameFileCompleter.Id, NGramCompleter.Id, WorkspaceCompleter.Id, ModelCompleter.Id, CombinationCompleter.Id];
    private static readonly string[] Languages = ["csharp", "python", "typescript", "go"];

    public string Set { get; init; } = PackageList.Development;

    public int Items { get; init; } = 300;

    public int? Blocks { get; init; }

    public int Seed { get; init; } = 1;

    public IReadOnlyList<string> OnlyLanguages { get; init; } = [];

    public IReadOnlyList<string> OnlyPackages { get; init; } = [];

    public string Note { get; init; } = "";

    public IReadOnlyList<string> Sources { get; init; } = [];

    public string Embedded { get; init; } = "";

    public IReadOnlyList<string> Models { get; init; } = [];

    public string Out { get; init; } = "";

    public bool Json { get; init; }

    public string PackagesFolder { get; init; } = ".cache/yardstick/sources";

    public string TrainingFolder { get; init; } = ".cache/training";

    public string Features { get; init; } = "";

    public string Gate { get; init; } = "";

    /// <summary>Whether weights are to be fitted on what comes out.</summary>
    public bool Fits => Features.Length + Gate.Length > 0;

    public int Errors { get; init; }

    public bool IsTest => Set == PackageList.Test;

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or would make the test set something else.</exception>
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name} needs a value. See --help.");
            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException($"{name} needs a whole number from 0 on, not '{arguments[i]}'.");
            string OneOf(IReadOnlyList<string> known) => Value() is var value && known.Contains(value) ? value : throw new ArgumentException($"{name} {value}: there are {string.Join(", ", known)}.");
            options = name switch
            {
                "--set" => options with { Set = OneOf([PackageList.Development, PackageList.Test, PackageList.TrainingSet]) },
                "--items" => options with { Items = Number() },
                "--blocks" => options with { Blocks = Number() },
                "--seed" => options with { Seed = Number() },
                "--language" => options with { OnlyLanguages = [.. options.OnlyLanguages, OneOf(Languages)] },
                "--package" => options with { OnlyPackages = [.. options.OnlyPackages, Value()] },
                "--note" => options with { Note = Value() },
                "--source" => options with { Sources = [.. options.Sources, OneOf(AllSources)] },
                "--embedded" => options with { Embedded = Value() },
                "--model" => options with { Models = [.. options.Models, Value()] },
                "--out" => options with { Out = Value() },
                "--json" => options with { Json = true },
                "--packages" => options with { PackagesFolder = Value() },
                "--training" => options with { TrainingFolder = Value() },
                "--features" => options with { Features = Value() },
                "--gate" => options with { Gate = Value() },
                "--errors" => options with { Errors = Number() },
                _ => throw new ArgumentException($"There is no option {name}. See --help."),
            };
        }

        return options.Check();
    }

    private Options Check()
    {
        if (IsTest && (Fits || Errors > 0))
        {
            throw new ArgumentException("--features, --gate and --errors are for development packages: what is fitted or looked at is no test any more. Use --set development.");
        }

        if (Set == PackageList.TrainingSet && (Features.Length == 0 || Gate.Length > 0))
        {
            throw new ArgumentException("The model knows the training packages by heart: nothing is measured on them. Use --set development.");
        }

        if (IsTest && (OnlyLanguages.Count > 0 || OnlyPackages.Count > 0))
        {
            throw new ArgumentException("The test set is asked whole: a part that is chosen is no test any more. Leave out --language and --package, or use --set development.");
        }

        if (IsTest && string.IsNullOrWhiteSpace(Note))
        {
            throw new ArgumentException("Every question to the test set is kept in test-runs.md. Say why it is asked: --note \"TEXT\".");
        }

        if (Items == 0 && Blocks is null or 0)
        {
            throw new ArgumentException("Nothing is asked: give --items or --blocks a number above 0.");
        }

        var sources = Fits ? [WorkspaceCompleter.Id] : Sources.Count == 0 && Models.Count == 0 ? AllSources : Sources;
        return this with { Sources = [.. sources.Distinct()], Blocks = Blocks ?? (Fits ? 0 : (Items + 3) / 4) };
    }
}
