namespace LocalCascade.Completion.Workspace;

/// <summary>How a file on disk looked when it was read: another stamp is another text.</summary>
/// <param name="Modified">Ticks of its last write in UTC; of the present, for text that an editor gave.</param>
/// <param name="Length">Bytes on disk; -1 for text that an editor gave.</param>
internal readonly record struct FileStamp(long Modified, long Length);
