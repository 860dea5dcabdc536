namespace Kif.Testing;

/// <summary>What a check found.</summary>
public enum ConformanceVerdict
{
    /// <summary>The promise is kept.</summary>
    Holds,

    /// <summary>The promise is broken; the message says what the component did.</summary>
    Broken,

    /// <summary>A check that this one needs does not hold, so nothing could be told apart; the message says which.</summary>
    NotJudged,

    /// <summary>There is nothing to check; the message says what would have to be given.</summary>
    NotApplicable,
}
