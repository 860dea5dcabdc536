namespace Kif;

/// <summary>What a trainable tensor is for.</summary>
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

    /// <summary>A gain of a normalisation.</summary>
    Norm,

    /// <summary>Anything else.</summary>
    Other,
}
