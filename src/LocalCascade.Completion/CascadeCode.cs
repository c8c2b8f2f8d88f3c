namespace LocalCascade.Completion;

/// <summary>What the cascade decided, stable for programs.</summary>
public enum CascadeCode
{
    /// <summary>Nothing was to be decided: no suggestion was wanted, or an earlier answer served.</summary>
    None,

    /// <summary>The local tier was sure enough.</summary>
    LocalSure,

    /// <summary>Only the local tier was asked for, or may escalate (setting <c>escalate</c>).</summary>
    LocalAsked,

    /// <summary>The cloud was asked for by name.</summary>
    CloudAsked,

    /// <summary>Escalated: the local tier was unsure, or had nothing to say.</summary>
    EscalatedUnsure,

    /// <summary>Escalated: the local text breaks the syntax around it.</summary>
    EscalatedSyntax,

    /// <summary>Escalated: the user dismissed a suggestion here.</summary>
    EscalatedRejected,

    /// <summary>Escalated: the user asked a second time here.</summary>
    EscalatedAgain,

    /// <summary>Not escalated although unsure: there is no cloud, or nobody is signed in.</summary>
    KeptNoCloud,

    /// <summary>Not escalated although unsure: a rule keeps this file or language on this machine.</summary>
    KeptRule,

    /// <summary>Not escalated although unsure: the hour's requests or tokens are used up.</summary>
    KeptBudget,

    /// <summary>Not escalated although unsure: the cloud failed lately and is left alone for a while, or asked for a pause.</summary>
    KeptCircuit,
}
