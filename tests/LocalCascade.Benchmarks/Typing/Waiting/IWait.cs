namespace LocalCascade.Benchmarks.Typing.Waiting;

/// <summary>A rule for how long after a keystroke the cloud is asked.</summary>
internal interface IWait
{
    string Name { get; }

    /// <summary>A key was struck, so many milliseconds after the one before.</summary>
    void Struck(Key key, double after);

    /// <summary>Milliseconds from the last key until the cloud is asked.</summary>
    double Behind(char character);

    /// <summary>The cloud took so many milliseconds.</summary>
    void Took(double milliseconds)
    {
    }
}
