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
    IReadOnlyDictionary<string, Tensor> Folded => new Dictionary<string, Tensor>();

    /// <summary>The bytes kept beside the base by <see cref="Grow"/>.</summary>
    long GrownBytes => Frozen.Select(f => f.Weights).Concat(Folded.Values).Sum(t => t.NumberOfElements * t.ElementSize);

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

    /// <summary>Returns a model with a new adapter; this one is unchanged. The new model's space has the next generation.</summary>
    /// <exception cref="CompositionException">The model trains all its weights, so it has no adapter.</exception>
    ILanguageModel Grow(Tensor weights, AdapterGrowth how);

    /// <summary>Returns this model with the adapters grown in an earlier run; this one, which must not have grown yet, is unchanged.</summary>
    /// <param name="growths">The growth steps, oldest first.</param>
    /// <param name="frozen">The weights of its <see cref="Frozen"/> adapters; copied.</param>
    /// <param name="folded">Its <see cref="Folded"/> weights; copied.</param>
    /// <exception cref="ArgumentException">The tensors do not fit the model or the list of growths.</exception>
    /// <exception cref="NotSupportedException">The model does not support it.</exception>
    ILanguageModel Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded) =>
        throw new NotSupportedException($"{GetType().Name} can't go on from adapters that grew in an earlier run");
}
