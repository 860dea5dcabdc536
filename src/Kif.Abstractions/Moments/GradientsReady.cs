namespace Kif;

/// <summary>The gradients of a step: complete and finite, not yet clipped.</summary>
/// <param name="position">The position in the run.</param>
/// <param name="weights">The weights that the gradients belong to; borrowed.</param>
/// <param name="gradients">The flat gradients, penalties included, as the previous part left them; borrowed.</param>
/// <param name="outputs">Summed absolute outputs per trainable linear map [outputs], if the plan requested them; else empty.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="probe">Extra passes.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct GradientsReady(
    StepPosition position, Tensor weights, Tensor gradients, IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The weights that the gradients belong to; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The flat gradients, penalties included, as the previous part left them; borrowed.</summary>
    public Tensor Gradients { get; } = gradients;

    /// <summary>Summed absolute outputs per trainable linear map [outputs], if the plan requested them; else empty.</summary>
    public IReadOnlyDictionary<string, Tensor> Outputs { get; } = outputs;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>Extra passes.</summary>
    public IProbe Probe { get; } = probe;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
