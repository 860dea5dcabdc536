namespace Kif.Testing;

/// <summary>The verdict of a check.</summary>
public enum ConformanceVerdict
{
    /// <summary>The promise is kept.</summary>
    Holds,

    /// <summary>The promise is broken; the message describes the component's behavior.</summary>
    Broken,

    /// <summary>A check that this one needs does not hold, so there is no verdict; the message names it.</summary>
    NotJudged,

    /// <summary>There is nothing to check; the message names the missing input.</summary>
    NotApplicable,
}
