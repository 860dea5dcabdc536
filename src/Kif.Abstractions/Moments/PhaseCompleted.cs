namespace Kif;

/// <summary>A phase that this part asked for is over.</summary>
/// <param name="phase">Its name.</param>
/// <param name="before">Weights when it began; borrowed.</param>
/// <param name="weights">Weights now; borrowed.</param>
public readonly ref struct PhaseCompleted(string phase, Tensor before, Tensor weights)
{
    /// <summary>Its name.</summary>
    public string Phase { get; } = phase;

    /// <summary>Weights when it began; borrowed.</summary>
    public Tensor Before { get; } = before;

    /// <summary>Weights now; borrowed.</summary>
    public Tensor Weights { get; } = weights;
}
