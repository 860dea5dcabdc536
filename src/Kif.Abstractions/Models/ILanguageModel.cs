namespace Kif;

/// <summary>
/// A language model as the training loop and strategies see it: a pure function of a flat vector of trainable weights. The frozen base is immutable
/// and may be shared between runs. Encoder–decoder and decoder-only models look the same from here.
/// </summary>
public interface ILanguageModel : IDisposable
{
    /// <summary>What trains, in which order.</summary>
    ParameterSpace Space { get; }

    /// <summary>Where the weights and batches lie.</summary>
    Device Device { get; }

    /// <summary>The adapters that <see cref="Grow"/> froze beside the base so far, oldest first; folded ones are not among them. Their weights live as long as the model.</summary>
    IReadOnlyList<FrozenAdapter> Frozen { get; }

    /// <summary>The copies of base weights that <see cref="Grow"/> folded adapters into, by name; empty where none was folded. They live as long as the model.</summary>
    IReadOnlyDictionary<string, Tensor> Folded => new Dictionary<string, Tensor>();

    /// <summary>Bytes that <see cref="Grow"/> keeps beside the base.</summary>
    long GrownBytes => Frozen.Select(f => f.Weights).Concat(Folded.Values).Sum(t => t.NumberOfElements * t.ElementSize);

    /// <summary>Fresh trainable weights: LoRA factors newly drawn (B zero), or the pretrained weights in full fine-tuning. The caller owns the vector.</summary>
    Tensor InitialWeights(RandomStream random);

    /// <summary>Pads encoded examples to the longest of them.</summary>
    TokenBatch Collate(IReadOnlyList<EncodedExample> examples);

    /// <summary>Loss and labelled logits of a batch. Gradients flow to <paramref name="weights"/> if it requires them.</summary>
    ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default);

    /// <summary>All logits of a batch without dropout, [batch, positions of the labels, vocabulary].</summary>
    Tensor Logits(TokenBatch batch, Tensor weights);

    /// <summary>Greedy continuations, with a key/value cache, or what fills the places of masked models; independent of how prompts are batched.</summary>
    /// <param name="prompts">Only the sources (and, of masked models, places) are read.</param>
    /// <param name="weights">The trainable weights to generate with.</param>
    /// <param name="maxNewTokens">Most tokens to produce, the end token counted.</param>
    /// <returns>The produced ids per prompt, up to and with the end token.</returns>
    IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens);

    /// <summary>A model with a fresh adapter; this one stays as it is. The new model's space has the next generation.</summary>
    /// <exception cref="CompositionException">The model trains all its weights, so it has no adapter.</exception>
    ILanguageModel Grow(Tensor weights, AdapterGrowth how);

    /// <summary>A model that has not grown yet, as growth left it in an earlier run; this one stays as it is.</summary>
    /// <param name="growths">How it grew, oldest first.</param>
    /// <param name="frozen">The weights of its <see cref="Frozen"/> adapters; copied.</param>
    /// <param name="folded">Its <see cref="Folded"/> weights; copied.</param>
    /// <exception cref="ArgumentException">The tensors do not fit the model or the list of growths.</exception>
    /// <exception cref="NotSupportedException">The model does not offer it.</exception>
    ILanguageModel Regrow(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> folded) =>
        throw new NotSupportedException($"{GetType().Name} can't go on from adapters that grew in an earlier run");
}
