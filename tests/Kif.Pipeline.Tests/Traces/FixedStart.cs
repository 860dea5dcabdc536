namespace Kif.Pipeline.Tests.Traces;

/// <summary>A model whose initial weights are given, also those of adapters that grow, and whose sources are padded to a given width.</summary>
/// <param name="model">The model.</param>
/// <param name="start">The initial weights of a space.</param>
/// <param name="width">The width of sources; null for that of the longest of a batch.</param>
/// <param name="see">Receives the examples of every batch; null for no one.</param>
internal sealed class FixedStart(
    ILanguageModel model, Func<ParameterSpace, Tensor> start, long? width, Action<IReadOnlyList<EncodedExample>>? see = null) : ILanguageModel
{
    public ParameterSpace Space => model.Space;

    public Device Device => model.Device;

    public IReadOnlyList<FrozenAdapter> Frozen => model.Frozen;

    public IReadOnlyDictionary<string, Tensor> Merged => model.Merged;

    public Tensor InitialWeights(RandomStream random) => start(model.Space);

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        see?.Invoke(examples);
        if (width is not { } wide) return model.Collate(examples);
        using TokenBatch batch = model.Collate(examples);
        return new(Padded(batch.InputIds, wide), Padded(batch.AttentionMask, wide), batch.Labels.clone().DetachFromDisposeScope(), batch.TargetTokens);
    }

    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default) => model.Forward(batch, weights, options);

    public Tensor Logits(TokenBatch batch, Tensor weights) => model.Logits(batch, weights);

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) =>
        model.Generate(prompts, weights, maxNewTokens);

    public IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random) =>
        model.Sample(prompts, weights, maxNewTokens, temperature, random);

    public ILanguageModel Inner => model;

    public ILanguageModel WithGates(BranchGates gates) => new FixedStart(model.WithGates(gates), start, width, see);

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => new FixedStart(model.Grow(weights, how), start, width, see);

    public void Dispose() => model.Dispose();

    private static Tensor Padded(Tensor ids, long wide) => torch.nn.functional.pad(ids, [0, wide - ids.shape[1]]).DetachFromDisposeScope();
}
