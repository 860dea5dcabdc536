namespace Kif;

/// <summary>
/// A language model as the training loop and strategies see it: a pure function of a flat vector of trainable weights. The frozen base is immutable
/// and may be shared between runs. Encoder–decoder and decoder-only models share this interface.
/// </summary>
public interface ILanguageModel : IDisposable
{
    /// <summary>The trainable parameters in order.</summary>
    ParameterSpace Space { get; }

    /// <summary>The device of the weights and batches.</summary>
    Device Device { get; }

    /// <summary>
    /// The adapters frozen beside the base by <see cref="Grow"/>, oldest first, without merged ones. Their weights live as long as the model.
    /// </summary>
    IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>The copies of base weights into which <see cref="Grow"/> merged adapters, by name; empty if none. They live as long as the model.</summary>
    IReadOnlyDictionary<string, Tensor> Merged => new Dictionary<string, Tensor>();

    /// <summary>The bytes kept beside the base by <see cref="Grow"/>.</summary>
    long GrownBytes => Frozen.Select(f => f.Weights).Concat(Merged.Values).Sum(t => t.NumberOfElements * t.ElementSize);

    /// <summary>
    /// Returns new trainable weights: LoRA factors newly drawn (B zero), or the pretrained weights in full fine-tuning. The caller owns the vector.
    /// </summary>
    Tensor InitialWeights(RandomStream random);

    /// <summary>Collates encoded examples into a batch padded to the longest.</summary>
    TokenBatch Collate(IReadOnlyList<EncodedExample> examples);

    /// <summary>Computes loss and labeled logits of a batch. Gradients flow to <paramref name="weights"/> if it requires them.</summary>
    ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default);

    /// <summary>Computes all logits of a batch without dropout, [batch, label positions, vocabulary].</summary>
    Tensor Logits(TokenBatch batch, Tensor weights);

    /// <summary>Generates greedily, with a key/value cache, or fills the answer positions of masked models; the result does not depend on batching.</summary>
    /// <param name="prompts">The prompts; only sources (and, for masked models, answer positions) are read.</param>
    /// <param name="weights">The trainable weights to generate with.</param>
    /// <param name="maxNewTokens">Maximum number of generated tokens, end token included.</param>
    /// <returns>The generated ids per prompt, up to and including the end token.</returns>
    IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens);

    /// <summary>Generates by drawing each token from the model's distribution; the draws of a prompt do not depend on the others.</summary>
    /// <param name="prompts">The prompts; only sources (and, for masked models, answer positions) are read.</param>
    /// <param name="weights">The trainable weights to generate with.</param>
    /// <param name="maxNewTokens">Maximum number of generated tokens, end token included.</param>
    /// <param name="temperature">What logits are divided by; positive.</param>
    /// <param name="random">A stream for the draws of each prompt.</param>
    /// <returns>The generated ids per prompt, up to and including the end token.</returns>
    /// <exception cref="NotSupportedException">The model answers greedily only.</exception>
    IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random) =>
        throw new NotSupportedException($"{GetType().Name} answers greedily only: it draws no tokens");

    /// <summary>Returns a model with a new adapter; this one is unchanged. The new model's space has the next generation.</summary>
    /// <exception cref="CompositionException">The model trains all its weights, so it has no adapter.</exception>
    ILanguageModel Grow(Tensor weights, AdapterGrowth how);

    /// <summary>
    /// Returns a model whose adapters have gates, those that it grows later too; this one, which must not have grown yet, is unchanged. Adapters with gates
    /// can't be merged into the base: what they add depends on the example.
    /// </summary>
    /// <exception cref="CompositionException">The model has no gates for its adapters, or no adapters.</exception>
    ILanguageModel WithGates(BranchGates gates) => throw new CompositionException($"{GetType().Name} has no gates for its adapters");

    /// <summary>Returns this model with the adapters grown in an earlier run; this one, which must not have grown yet, is unchanged.</summary>
    /// <param name="growths">The growth steps, oldest first.</param>
    /// <param name="frozen">The weights of its <see cref="Frozen"/> adapters; copied.</param>
    /// <param name="merged">Its <see cref="Merged"/> weights; copied.</param>
    /// <exception cref="ArgumentException">The tensors do not fit the model or the list of growths.</exception>
    /// <exception cref="NotSupportedException">The model does not support it.</exception>
    ILanguageModel Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged) =>
        throw new NotSupportedException($"{GetType().Name} can't resume from adapters that grew in an earlier run");
}

/// <summary>Options of a forward pass.</summary>
/// <param name="Dropout">The stream of the dropout masks; null for evaluation, without dropout.</param>
/// <param name="Outputs">Observes the outputs of the trainable linear layers; null for no observer.</param>
public readonly record struct ForwardOptions(RandomStream? Dropout = null, IOutputObserver? Outputs = null)
{
    /// <summary>Observes the inputs of the linear maps that train, or whose adapters do; null for no observer.</summary>
    public IInputObserver? Inputs { get; init; }

    /// <summary>Whether no gradient flows through frozen adapters to their inputs: their values count, their derivatives don't. Default: it flows.</summary>
    public bool DetachesFrozen { get; init; }
}

/// <summary>An observer of the inputs of linear maps during a forward pass (statistics for subspaces).</summary>
public interface IInputObserver
{
    /// <summary>Whether padding at the ends of rows is computed and shown as if it were tokens; otherwise real tokens alone are shown.</summary>
    bool CountsPadding { get; }

    /// <summary>Observes one input; called once per map and forward pass, with the same object for maps that read the same tensor.</summary>
    /// <param name="module">The path of the map's module.</param>
    /// <param name="input">[tokens, inputs]; borrowed, not to be kept.</param>
    void Observe(string module, Tensor input);
}

/// <summary>An observer of the outputs of trainable linear maps during a forward pass (statistics for gradient masks).</summary>
public interface IOutputObserver
{
    /// <summary>Observes one output; called once per map and forward pass.</summary>
    /// <param name="parameter">The name of the trainable tensor that produced the output.</param>
    /// <param name="output">[..., outputs of that tensor]; borrowed, not to be kept.</param>
    void Observe(string parameter, Tensor output);
}

/// <summary>The result of a forward pass over a batch; the tensors belong to the caller's dispose scope.</summary>
/// <param name="Loss">Scalar: mean cross entropy over the target tokens.</param>
/// <param name="Logits">[target tokens, vocabulary]: only positions with a label, row by row of the batch.</param>
/// <param name="Targets">Int64 [target tokens]: the labels of those positions.</param>
public sealed record ForwardResult(Tensor Loss, Tensor Logits, Tensor Targets);

/// <summary>The treatment of the current adapter when a new one starts.</summary>
public enum AdapterGrowth
{
    /// <summary>Frozen; it stays active beside the new one.</summary>
    Stack,

    /// <summary>Merged into a private copy of the base weights. Its factors are gone: code that needs them later must keep a copy.</summary>
    Merge,
}

/// <summary>An adapter that was frozen when a new one started.</summary>
/// <param name="Space">Its space.</param>
/// <param name="Weights">Its weights, a vector of that space; borrowed.</param>
public sealed record FrozenAdapter(ParameterSpace Space, Tensor Weights);
