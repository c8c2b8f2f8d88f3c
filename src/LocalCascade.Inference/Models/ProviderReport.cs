namespace LocalCascade.Inference.Models;

/// <summary>Which execution provider runs a model, and why not another.</summary>
/// <param name="Used">The provider's name, such as <c>cpu</c> or <c>webgpu</c>.</param>
/// <param name="Notes">For each provider that was tried or passed over: one sentence with the reason.</param>
public sealed record ProviderReport(string Used, IReadOnlyList<string> Notes);
