namespace Kif.Tests;

/// <summary>A probe whose answers a test writes; what is not written is refused.</summary>
internal sealed class ScriptedProbe : IExtraPasses
{
    public Func<IReadOnlyList<Example>, Tensor>? OnGradients { get; init; }

    public Func<IReadOnlyList<Example>, ForwardResult>? OnForward { get; init; }

    /// <summary>Examples that were probed, in order.</summary>
    public List<Example> Seen { get; } = [];

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

    public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens) =>
        throw new InvalidOperationException("no answers were scripted");
}
