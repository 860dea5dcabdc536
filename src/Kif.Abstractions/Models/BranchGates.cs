namespace Kif;

/// <summary>
/// Gates of a model's adapters (GainLoRA, arXiv 2505.15424): the output of every adapter, those frozen beside the base and the one in training, is multiplied
/// by a number for each example, a = |2σ(4·cos(key, z)) − 1|, from 0 to tanh 2. z = SiLU(Out·SiLU(In·e)), and e is the mean embedding of the tokens of the
/// example's prompt, so a gate depends on nothing but the prompt. Each adapter has a gate of its own, which trains with it and freezes with it.
/// </summary>
/// <remarks>
/// The gate's parameters stand in the space after the adapter's, with the role <see cref="ParameterRole.Gate"/>: <c>gate.key</c> [1, width],
/// <c>gate.in.weight</c> [hidden, width] and <c>gate.out.weight</c> [width, hidden]. Fresh ones are uniform: the key in ±1, the others in ±1/√inputs.
/// <see cref="IInputObserver"/> and <see cref="IExtraPasses.InputMoments"/> show e, the hidden layer and z of the adapter in training as the inputs of
/// <c>gate.in</c>, <c>gate.out</c> and <c>gate.key</c>, one row for each example.
/// </remarks>
public sealed record BranchGates
{
    /// <summary>The width of the hidden layer. Default: 100.</summary>
    public int Hidden { get; init; } = 100;

    /// <summary>What the sum of a prompt's embeddings is divided by. Default: null, the number of its tokens.</summary>
    public int? Length { get; init; }
}
