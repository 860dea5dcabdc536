namespace Kif;

/// <summary>The input of a loss term: a micro-batch after its forward pass, before its backward pass.</summary>
/// <param name="position">The position in the run.</param>
/// <param name="examples">The examples of the micro-batch.</param>
/// <param name="result">Loss, labeled logits and labels; differentiable.</param>
/// <param name="more">Additional forward passes.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct ForwardCompleted(
    StepPosition position, IReadOnlyList<Example> examples, ForwardResult result, IForward more, IReadOnlyList<Remembered> memory, RandomStream random)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The examples of the micro-batch.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>Loss, labeled logits and labels; differentiable.</summary>
    public ForwardResult Result { get; } = result;

    /// <summary>Additional forward passes.</summary>
    public IForward More { get; } = more;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
