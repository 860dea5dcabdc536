namespace Kif;

/// <summary>A micro-batch has gone forward; its loss is not yet differentiated.</summary>
/// <param name="position">Where in the run.</param>
/// <param name="examples">The examples of the micro-batch.</param>
/// <param name="result">Loss, labelled logits and labels; differentiable.</param>
/// <param name="more">Further forward passes.</param>
/// <param name="memory">What is remembered of earlier tasks.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct ForwardCompleted(
    StepPosition position, IReadOnlyList<Example> examples, ForwardResult result, IForward more, IReadOnlyList<Remembered> memory, RandomStream random)
{
    /// <summary>Where in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The examples of the micro-batch.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>Loss, labelled logits and labels; differentiable.</summary>
    public ForwardResult Result { get; } = result;

    /// <summary>Further forward passes.</summary>
    public IForward More { get; } = more;

    /// <summary>What is remembered of earlier tasks.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
