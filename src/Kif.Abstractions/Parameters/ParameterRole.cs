namespace Kif;

/// <summary>The role of a trainable tensor.</summary>
public enum ParameterRole
{
    /// <summary>A weight matrix or embedding of the model itself.</summary>
    Weight,

    /// <summary>The LoRA factor A, [rank, inputs].</summary>
    LoraA,

    /// <summary>The LoRA factor B, [outputs, rank].</summary>
    LoraB,

    /// <summary>A bias vector.</summary>
    Bias,

    /// <summary>A normalization weight.</summary>
    Norm,

    /// <summary>Anything else.</summary>
    Other,
}
