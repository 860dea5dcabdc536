namespace Kif.Pipeline.Streams;

/// <summary>The treatment of rows that are not examples.</summary>
public enum BadRowPolicy
{
    /// <summary>Loads nothing and reports all bad rows together.</summary>
    Refuse,

    /// <summary>
    /// Skips bad rows; <see cref="TaskFolder.FindBadRows"/> returns them. Files that are unreadable as a whole are still rejected.
    /// </summary>
    LeaveOut,
}
