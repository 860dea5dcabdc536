namespace Kif.Models;

/// <summary>
/// A pretrained language model without trainable weights: configuration and immutable weights. It computes with the weights that a
/// <see cref="ForwardPass"/> provides, so adapters and full fine-tuning need no code here. Safe to share between models and threads.
/// </summary>
public interface IBackbone : IDisposable
{
    /// <summary>The <c>model_type</c> of its configuration.</summary>
    string ModelType { get; }

    /// <summary>The device of the weights.</summary>
    Device Device { get; }

    /// <summary>The type of weights and arithmetic: Float32 or Float64.</summary>
    ScalarType DType { get; }

    /// <summary>All distinct weights in Hugging Face order.</summary>
    IReadOnlyList<ParameterInfo> Weights { get; }

    /// <summary>The weights' values in the order of <see cref="Weights"/>; borrowed, never to be changed.</summary>
    IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The linear maps that can get LoRA adapters.</summary>
    IReadOnlyList<LinearModule> Linears { get; }

    /// <summary>The names of the modules that get LoRA adapters by default.</summary>
    IReadOnlyList<string> DefaultLoraTargets { get; }

    /// <summary>The ids that end a generation.</summary>
    IReadOnlyList<int> EndIds { get; }

    /// <summary>
    /// The number of positions by which labels are ahead of the position that predicts them: 0 for encoder–decoder and masked models, 1 for decoder-only
    /// models.
    /// </summary>
    int LabelShift { get; }

    /// <summary>The architecture; by default derived from <see cref="LabelShift"/>.</summary>
    ModelArchitecture Architecture => LabelShift == 0 ? ModelArchitecture.EncoderDecoder : ModelArchitecture.DecoderOnly;

    /// <summary>The most tokens of a text, including its answer; null if texts of any length can be read.</summary>
    int? MaxPositions => null;

    /// <summary>
    /// The index in <see cref="Weights"/> of the embeddings of a prompt's tokens, [vocabulary, width]: what gates of adapters read. A family that names it
    /// tells <see cref="ForwardPass.Linear(LinearModule, Tensor, Tensor)"/> the rows of tokens. Default: null, for a family without gates.
    /// </summary>
    int? EmbeddingTable => null;

    /// <summary>Collates encoded examples, padded to the longest of them, on <see cref="Device"/>.</summary>
    /// <exception cref="ArgumentException">There is no example, or one lacks a source or target.</exception>
    TokenBatch Collate(IReadOnlyList<EncodedExample> examples);

    /// <summary>Computes the last hidden state at the positions of the labels, after the final norm: [batch, positions, width].</summary>
    Tensor Hidden(ForwardPass pass, TokenBatch batch);

    /// <summary>Computes the logits of hidden states: [rows, width] to [rows, vocabulary].</summary>
    Tensor Head(ForwardPass pass, Tensor rows);

    /// <summary>Prepares step-by-step decoding with a key/value cache. Called without gradients.</summary>
    /// <param name="pass">The forward pass; must outlive the decoding.</param>
    /// <param name="prompts">Only sources (and, for masked models, places) are read.</param>
    /// <param name="maxNewTokens">The most steps that will be requested.</param>
    IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens);
}

/// <summary>The architectures of language models; they determine the encoding of examples.</summary>
public enum ModelArchitecture
{
    /// <summary>An encoder reads the text, a decoder writes the answer (T5).</summary>
    EncoderDecoder,

    /// <summary>The answer continues the text (LLaMA, GPT-2).</summary>
    DecoderOnly,

    /// <summary>The answer fills masked places of the text (BERT).</summary>
    MaskedEncoder,
}
