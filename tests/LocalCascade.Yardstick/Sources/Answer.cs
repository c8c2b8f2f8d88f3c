namespace LocalCascade.Yardstick;

/// <summary>What a completer says at a hole.</summary>
/// <param name="Text">From the cursor on; empty for nothing.</param>
/// <param name="Confidence">Its own probability, 0 to 1, that this is right; 0 for nothing.</param>
/// <param name="Elapsed">What answering cost, without making the file ready.</param>
internal sealed record Answer(string Text, double Confidence, TimeSpan Elapsed);
