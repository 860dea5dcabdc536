namespace Kif.Baselines;

/// <summary>The treatment of several earlier tasks by EWC.</summary>
public enum EwcMode
{
    /// <summary>One quadratic term per task, each around that task's final weights; stored exactly as their sum, so memory does not grow.</summary>
    Separate,

    /// <summary>One quadratic term around the latest final weights, with the Fisher information of all tasks summed, older ones decayed.</summary>
    Online,
}
