namespace LocalCascade.Daemon.Configuration;

/// <summary>What a setting's value looks like.</summary>
internal enum SettingKind
{
    Flag,
    Integer,
    Fraction,
    Text,
    List,
}
