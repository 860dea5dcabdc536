namespace Kif.Baselines;

/// <summary>How EWC treats several earlier tasks.</summary>
public enum EwcMode
{
    /// <summary>One quadratic per task, each around the weights kept after that task; stored exactly as their sum, so the memory does not grow.</summary>
    Separate,

    /// <summary>One quadratic around the weights kept last, with the Fisher information of all tasks added up, older ones decayed.</summary>
    Online,
}
