namespace Kif.Tests;

/// <summary>A probe whose answers a test writes; what is not written is refused.</summary>
internal sealed class ScriptedProbe : IExtraPasses
{
    public Func<IReadOnlyList<Example>, Tensor>? OnGradients { get; init; }

    public Func<IReadOnlyList<Example>, ForwardResult>? OnForward { get; init; }

    public Func<IReadOnlyList<EncodedExample>, ForwardResult>? OnIds { get; init; }

    public Func<IReadOnlyList<EncodedExample>, IReadOnlyList<int[]>>? OnGenerate { get; init; }

    public IExampleEncoder? Ids { get; init; }

    /// <summary>Examples that were probed, in order.</summary>
    public List<Example> Seen { get; } = [];

    public IExampleEncoder Encoder => Ids ?? throw new InvalidOperationException("no encoder was scripted");

    public Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction)
    {
        Seen.AddRange(examples);
        return OnGradients?.Invoke(examples) ?? throw new InvalidOperationException("no gradients were scripted");
    }

    public Tensor Logits(IReadOnlyList<Example> examples, Tensor weights) => Forward(examples, weights).Logits;

    public ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights)
    {
        Seen.AddRange(examples);
        return OnForward?.Invoke(examples) ?? throw new InvalidOperationException("no forward pass was scripted");
    }

    public ForwardResult Forward(IReadOnlyList<EncodedExample> examples, Tensor weights) =>
        OnIds?.Invoke(examples) ?? throw new InvalidOperationException("no forward pass over ids was scripted");

    public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens) =>
        throw new InvalidOperationException("no answers were scripted");

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random) =>
        OnGenerate?.Invoke(prompts) ?? throw new InvalidOperationException("no generated ids were scripted");
}
