namespace Kif.Baselines;

/// <summary>Weights of O-LoRA's terms that were published task by task (spec 10.10).</summary>
public enum OLoraTuning
{
    /// <summary>One pair of weights for all tasks.</summary>
    None,

    /// <summary>Those of the order of fifteen tasks that begins with yelp: λ₁ by place (0, then 0.5, from the tenth on 5), λ₂ by the task's name.</summary>
    LongSequence,
}
