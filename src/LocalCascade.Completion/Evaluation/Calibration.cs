namespace LocalCascade.Completion.Evaluation;

/// <summary>
/// Thresholds fitted on the user's own code. The files are split into halves: thresholds are fitted on one, and what they do
/// is measured on the other, so that the numbers told are not those that the choice made look good.
/// </summary>
public sealed record Calibration
{
    /// <summary>All languages together.</summary>
    public const string Everything = "*";

    // Below this a language's own threshold would be noise: at 40 places a share's 95 % interval is 30 points wide.
    private const int LeastPlaces = 40;

    private Calibration(CalibrationGoal goal, IReadOnlyList<LanguageCalibration> languages, IReadOnlyList<ReliabilityBin> bins, IReadOnlyList<TradeOffPoint> curve, double auc) =>
        (Goal, Languages, Bins, Curve, Auc) = (goal, languages, bins, curve, auc);

    /// <summary>What was wanted.</summary>
    public CalibrationGoal Goal { get; }

    /// <summary>All languages together, then each.</summary>
    public IReadOnlyList<LanguageCalibration> Languages { get; }

    /// <summary>Promised against observed, over all places: no confidence was fitted on them.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>What each threshold buys, over all places.</summary>
    public IReadOnlyList<TradeOffPoint> Curve { get; }

    /// <summary>The chance that a right answer is surer than a wrong one.</summary>
    public double Auc { get; }

    /// <summary>The setting <c>escalationThresholds</c> that comes of it.</summary>
    public IReadOnlyList<string> Thresholds =>
        [.. Languages.Where(language => language.IsOwn).Select(language => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{language.Language}={language.Threshold:0.####}"))];

    /// <summary>Fits.</summary>
    /// <param name="answers">What the local tier said, one for each place.</param>
    /// <param name="goal">What is wanted.</param>
    /// <param name="seed">Deals the files into halves.</param>
    /// <exception cref="EvaluationException">There are too few places.</exception>
    public static Calibration Fit(IReadOnlyList<HoleAnswer> answers, CalibrationGoal goal, int seed)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(goal);
        var (fit, check) = Split(answers, seed);
        if (fit.Count < LeastPlaces || check.Count < LeastPlaces)
        {
            throw new EvaluationException($"There are {fit.Count + check.Count} places to measure at in {answers.Select(answer => answer.Hole.File).Distinct().Count()} files; {2 * LeastPlaces} are needed at least, in several files. Name a larger part of your code.");
        }

        var all = FitOne(Everything, fit, check, goal);
        var languages = new List<LanguageCalibration> { all };
        foreach (var language in answers.Select(answer => answer.Hole.File.LanguageId).Distinct().Order(StringComparer.Ordinal))
        {
            var (own, ownCheck) = (Of(fit, language), Of(check, language));
            languages.Add(own.Count >= LeastPlaces
                ? FitOne(language, own, ownCheck, goal)
                : new(language, all.Threshold, false, all.Reached, own.Count, TradeOffPoint.At(all.Threshold, Judgements(ownCheck))));
        }

        var everything = Judgements(answers);
        return new(goal, languages, ReliabilityBin.Of(everything), TradeOffPoint.Sweep(everything), Ranking.GetAuc(everything.Where(judgement => judgement.Confidence > 0)));
    }

    private static LanguageCalibration FitOne(string language, List<HoleAnswer> fit, List<HoleAnswer> check, CalibrationGoal goal)
    {
        var judgements = Judgements(fit);
        var found = goal.Precision is { } precision ? ThresholdFit.ForPrecision(judgements, precision) : ThresholdFit.ForEscalation(judgements, goal.Escalation ?? 0);
        var threshold = found ?? ThresholdFit.Never;
        return new(language, threshold, true, found is not null, fit.Count, TradeOffPoint.At(threshold, Judgements(check)));
    }

    // Whole files, since places of one file resemble each other; in each language alternately, since some have few files.
    private static (List<HoleAnswer> Fit, List<HoleAnswer> Check) Split(IReadOnlyList<HoleAnswer> answers, int seed)
    {
        var random = new Random(seed);
        var (fit, check) = (new List<HoleAnswer>(), new List<HoleAnswer>());
        foreach (var language in answers.GroupBy(answer => answer.Hole.File.LanguageId).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var files = language.GroupBy(answer => answer.Hole.File.Uri).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
            random.Shuffle(files);
            var (fitted, checkedOn) = (0, 0);
            foreach (var file in files)
            {
                var toFit = fitted <= checkedOn;
                (toFit ? fit : check).AddRange(file);
                (fitted, checkedOn) = toFit ? (fitted + file.Count(), checkedOn) : (fitted, checkedOn + file.Count());
            }
        }

        return (fit, check);
    }

    private static List<HoleAnswer> Of(List<HoleAnswer> answers, string language) => [.. answers.Where(answer => answer.Hole.File.LanguageId == language)];

    private static List<Judgement> Judgements(IEnumerable<HoleAnswer> answers) => [.. answers.Select(answer => answer.Judgement)];
}
