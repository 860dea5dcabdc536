namespace Kif.Testing;

/// <summary>A model whose loss is NaN in the passes for which <paramref name="poisoned"/> returns true.</summary>
internal sealed class PoisonedModel(ILanguageModel inner, Func<bool> poisoned) : ILanguageModel
{
    public ParameterSpace Space => inner.Space;

    public Device Device => inner.Device;

    public IReadOnlyList<FrozenAdapter> Frozen => inner.Frozen;

    public IReadOnlyDictionary<string, Tensor> Folded => inner.Folded;

    public long GrownBytes => inner.GrownBytes;

    public Tensor InitialWeights(RandomStream random) => inner.InitialWeights(random);

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => inner.Collate(examples);

    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        ForwardResult result = inner.Forward(batch, weights, options);
        return options.Dropout is not null && poisoned() ? result with { Loss = result.Loss * double.NaN } : result;
    }

    public Tensor Logits(TokenBatch batch, Tensor weights) => inner.Logits(batch, weights);

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) => inner.Generate(prompts, weights, maxNewTokens);

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => new PoisonedModel(inner.Grow(weights, how), poisoned);

    public ILanguageModel Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded) =>
        new PoisonedModel(inner.Regrow(growths, frozen, folded), poisoned);

    public void Dispose() => inner.Dispose();
}
