namespace LocalCascade.Completion.Cascade;

/// <summary>The local model's state, for status lines and progress.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Name">The model's name once known, else its folder's; empty when off.</param>
/// <param name="Message">A sentence for a person: what was loaded on which provider, or what failed and what to do.</param>
public sealed record ModelStatus(ModelState State, string Name, string Message);
