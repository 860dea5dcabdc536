namespace Kif.Baselines;

/// <summary>The published per-task weights of O-LoRA's terms (spec 10.10).</summary>
public enum OLoraTuning
{
    /// <summary>One pair of weights for all tasks.</summary>
    None,

    /// <summary>The weights for the order of fifteen tasks that starts with yelp: λ₁ by position (0, then 0.5, from the tenth on 5), λ₂ by task name.</summary>
    LongSequence,
}
