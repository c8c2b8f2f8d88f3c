namespace LocalCascade.Completion.Cascade;

/// <summary>Where the local model stands.</summary>
public enum ModelState
{
    /// <summary>Switched off by <see cref="EngineSettings.UseModel"/>, or no folder was given.</summary>
    Off,

    /// <summary>Being loaded in the background.</summary>
    Loading,

    /// <summary>Loaded; it answers.</summary>
    Ready,

    /// <summary>It could not be loaded; <see cref="ModelStatus.Message"/> says why. The workspace predictor answers alone.</summary>
    Failed,
}
