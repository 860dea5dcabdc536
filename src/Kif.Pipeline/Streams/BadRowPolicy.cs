namespace Kif.Pipeline.Streams;

/// <summary>What becomes of rows that are no examples.</summary>
public enum BadRowPolicy
{
    /// <summary>Nothing is loaded, and all bad rows are reported together.</summary>
    Refuse,

    /// <summary>
    /// They are left out; <see cref="TaskFolder.FindBadRows"/> tells which they are. A file that is unreadable as a whole is refused all the same.
    /// </summary>
    LeaveOut,
}
