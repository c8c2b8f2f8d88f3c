namespace LocalCascade.Inference.Decoding;

/// <summary>One generated token.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Probability">
/// The model's probability for it, 0 to 1, at temperature 1. Under token healing it is renormalised over the tokens that
/// agree with the text being healed: what the cursor cut in two is given, not guessed.
/// </param>
/// <param name="Entropy">Entropy of the whole distribution it was chosen from, in nats.</param>
public readonly record struct GeneratedToken(int Id, float Probability, float Entropy);
