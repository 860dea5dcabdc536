namespace Kif.Strategies;

/// <summary>Options of the class-balanced buffer.</summary>
public sealed class ClassBalancedBufferOptions : ReplayBufferOptions
{
    /// <summary>The variant for tasks with more classes than the quota. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// Whether a task with more classes than the quota gets one example of every class regardless (a free-text task is then stored whole); false draws the
    /// quota uniformly; null for the profile's value (official code: true). Default: null.
    /// </summary>
    public bool? OneOfEveryClass { get; set; }
}
