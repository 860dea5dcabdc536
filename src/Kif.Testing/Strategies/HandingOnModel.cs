namespace Kif.Testing;

/// <summary>A model that hands everything on to another, for checks that change or count one thing.</summary>
/// <param name="inner">The other model; owned.</param>
internal abstract class HandingOnModel(ILanguageModel inner) : ILanguageModel
{
    public ParameterSpace Space => inner.Space;

    public Device Device => inner.Device;

    public IReadOnlyList<FrozenAdapter> Frozen => inner.Frozen;

    public IReadOnlyDictionary<string, Tensor> Merged => inner.Merged;

    public long GrownBytes => inner.GrownBytes;

    public Tensor InitialWeights(RandomStream random) => inner.InitialWeights(random);

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => inner.Collate(examples);

    public virtual ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default) => inner.Forward(batch, weights, options);

    public Tensor Logits(TokenBatch batch, Tensor weights) => inner.Logits(batch, weights);

    public virtual IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) =>
        inner.Generate(prompts, weights, maxNewTokens);

    public virtual IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random) =>
        inner.Sample(prompts, weights, maxNewTokens, temperature, random);

    public ILanguageModel WithGates(BranchGates gates) => Around(inner.WithGates(gates));

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => Around(inner.Grow(weights, how));

    public ILanguageModel Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged) =>
        Around(inner.Resume(growths, frozen, merged));

    public void Dispose() => inner.Dispose();

    /// <summary>Wraps the model that growth or resuming makes.</summary>
    protected abstract ILanguageModel Around(ILanguageModel next);
}
