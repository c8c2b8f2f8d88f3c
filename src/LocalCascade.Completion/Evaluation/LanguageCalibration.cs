namespace LocalCascade.Completion.Evaluation;

/// <summary>A language's threshold and how it does on places that it was not fitted on.</summary>
/// <param name="Language">LSP language id; <c>*</c> for all languages together.</param>
/// <param name="Threshold">The confidence below which the cloud is asked.</param>
/// <param name="IsOwn">Whether it was fitted on this language; if not it is that of all languages together.</param>
/// <param name="Reached">Whether the goal was reached where it was fitted; if not nothing is answered locally.</param>
/// <param name="Fitted">Places that it could be fitted on.</param>
/// <param name="Check">What it does on the other half.</param>
public sealed record LanguageCalibration(string Language, double Threshold, bool IsOwn, bool Reached, int Fitted, TradeOffPoint Check)
{
    /// <summary>The share of the check half's places at which the cloud is asked.</summary>
    public Share Escalation => new(Check.Local.Count - Check.Local.Hits, Check.Local.Count);
}
