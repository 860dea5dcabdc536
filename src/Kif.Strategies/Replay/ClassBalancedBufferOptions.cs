namespace Kif.Strategies;

/// <summary>Options of the class-balanced buffer.</summary>
public sealed class ClassBalancedBufferOptions : ReplayBufferOptions
{
    /// <summary>Whose reading is followed where a task has more classes than its quota has places. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// With more classes than places: true takes one example of every class whatever the quota (a task of free text is then remembered whole), false draws the
    /// quota uniformly; null as the profile says (only the official code: true). Default: null.
    /// </summary>
    public bool? OneOfEveryClass { get; set; }
}
