namespace Kif;

/// <summary>The end of a phase that this part requested.</summary>
/// <param name="phase">The phase's name.</param>
/// <param name="before">The weights at its start; borrowed.</param>
/// <param name="weights">The weights at its end; borrowed.</param>
public readonly ref struct PhaseCompleted(string phase, Tensor before, Tensor weights)
{
    /// <summary>The phase's name.</summary>
    public string Phase { get; } = phase;

    /// <summary>The weights at its start; borrowed.</summary>
    public Tensor Before { get; } = before;

    /// <summary>The weights at its end; borrowed.</summary>
    public Tensor Weights { get; } = weights;
}
