namespace Kif.Pipeline.Tests.Traces;

/// <summary>A model whose initial weights are given.</summary>
internal sealed class FixedStart(ILanguageModel model, Func<Tensor> start) : ILanguageModel
{
    public ParameterSpace Space => model.Space;

    public Device Device => model.Device;

    public IReadOnlyList<FrozenAdapter> Frozen => model.Frozen;

    public Tensor InitialWeights(RandomStream random) => start();

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => model.Collate(examples);

    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default) => model.Forward(batch, weights, options);

    public Tensor Logits(TokenBatch batch, Tensor weights) => model.Logits(batch, weights);

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) => model.Generate(prompts, weights, maxNewTokens);

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => model.Grow(weights, how);

    public void Dispose() => model.Dispose();
}
