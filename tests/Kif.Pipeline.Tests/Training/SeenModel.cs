namespace Kif.Pipeline.Tests.Training;

/// <summary>A model that shows how many examples each batch has, and tells of every pass without dropout: the extra ones.</summary>
/// <param name="model">The model.</param>
/// <param name="collated">Receives the number of examples of every batch, generation included; null for no one.</param>
/// <param name="extra">Called before every pass without dropout; null for no one.</param>
internal sealed class SeenModel(ILanguageModel model, Action<int>? collated = null, Action? extra = null) : ILanguageModel
{
    public ParameterSpace Space => model.Space;

    public Device Device => model.Device;

    public IReadOnlyList<FrozenAdapter> Frozen => model.Frozen;

    public IReadOnlyDictionary<string, Tensor> Merged => model.Merged;

    public Tensor InitialWeights(RandomStream random) => model.InitialWeights(random);

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        collated?.Invoke(examples.Count);
        return model.Collate(examples);
    }

    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        if (options.Dropout is null) extra?.Invoke();
        return model.Forward(batch, weights, options);
    }

    public Tensor Logits(TokenBatch batch, Tensor weights) => model.Logits(batch, weights);

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens)
    {
        collated?.Invoke(prompts.Count);
        extra?.Invoke();
        return model.Generate(prompts, weights, maxNewTokens);
    }

    public IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random)
    {
        collated?.Invoke(prompts.Count);
        extra?.Invoke();
        return model.Sample(prompts, weights, maxNewTokens, temperature, random);
    }

    public ILanguageModel WithGates(BranchGates gates) => new SeenModel(model.WithGates(gates), collated, extra);

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => new SeenModel(model.Grow(weights, how), collated, extra);

    public ILanguageModel Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged) =>
        new SeenModel(model.Resume(growths, frozen, merged), collated, extra);

    public void Dispose() => model.Dispose();
}
