namespace LocalCascade.Daemon.Reporting;

/// <summary>Who answered a request. The first three are this machine.</summary>
internal enum ReportTier
{
    /// <summary>The workspace predictor.</summary>
    Workspace,

    /// <summary>The local model.</summary>
    Model,

    /// <summary>An earlier answer, or one computed ahead, was at hand.</summary>
    Cache,

    /// <summary>The cloud.</summary>
    Cloud,

    /// <summary>Nobody: there was nothing to say, or it was not sure enough.</summary>
    None,

    /// <summary>Nobody: the next keystroke came first.</summary>
    Cancelled,
}
