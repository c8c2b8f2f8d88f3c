namespace LocalCascade.Inference.Decoding;

/// <summary>
/// How a model's answers stand beside those of another source: two logistic regressions that were fitted with this model, carried
/// by its folder because they say as much about it as its calibration does. Who uses them says what the numbers weigh.
/// </summary>
/// <param name="Workspace">For the other source's text to be right.</param>
/// <param name="Model">For the model's text to be right.</param>
public sealed record GateWeights(IReadOnlyList<double> Workspace, IReadOnlyList<double> Model);
