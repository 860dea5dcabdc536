namespace Kif.Models.Backbones;

/// <summary>
/// A pretrained language model without anything that trains: configuration and immutable weights. It computes with the weights that a
/// <see cref="ForwardPass"/> hands out, so adapters and full fine-tuning need no code here. Safe to share between models and threads.
/// </summary>
public interface IBackbone : IDisposable
{
    /// <summary>The <c>model_type</c> of its configuration.</summary>
    string ModelType { get; }

    /// <summary>Where the weights lie.</summary>
    Device Device { get; }

    /// <summary>Type of weights and arithmetic: Float32 or Float64.</summary>
    ScalarType DType { get; }

    /// <summary>All distinct weights in Hugging Face order.</summary>
    IReadOnlyList<ParameterDeclaration> Weights { get; }

    /// <summary>The weights' values in the order of <see cref="Weights"/>; borrowed, never to be changed.</summary>
    IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The linear maps that can take LoRA.</summary>
    IReadOnlyList<LinearModule> Linears { get; }

    /// <summary>Names of the modules that LoRA goes on when nothing else is asked for.</summary>
    IReadOnlyList<string> DefaultLoraTargets { get; }

    /// <summary>Ids that end a generation.</summary>
    IReadOnlyList<int> EndIds { get; }

    /// <summary>How far labels are ahead of the position that predicts them: 0 for encoder–decoder and masked models, 1 for decoder-only ones.</summary>
    int LabelShift { get; }

    /// <summary>How it reads and answers; by default what <see cref="LabelShift"/> says.</summary>
    ModelArchitecture Architecture => LabelShift == 0 ? ModelArchitecture.EncoderDecoder : ModelArchitecture.DecoderOnly;

    /// <summary>Most tokens of a text, its answer included; null where texts of any length can be read.</summary>
    int? MaxPositions => null;

    /// <summary>Pads encoded examples to the longest of them, on <see cref="Device"/>.</summary>
    /// <exception cref="ArgumentException">No example, or one without source and target.</exception>
    TokenBatch Collate(IReadOnlyList<EncodedExample> examples);

    /// <summary>The last hidden state at the positions of the labels, after the final norm: [batch, positions, width].</summary>
    Tensor Hidden(ForwardPass pass, TokenBatch batch);

    /// <summary>Logits of hidden states: [rows, width] gives [rows, vocabulary].</summary>
    Tensor Head(ForwardPass pass, Tensor rows);

    /// <summary>Prepares step-by-step decoding with a key/value cache. Called without gradient.</summary>
    /// <param name="pass">The weights; must outlive the decoding.</param>
    /// <param name="prompts">Only sources (and, of masked models, places) are read.</param>
    /// <param name="maxNewTokens">Most steps that will be asked for.</param>
    IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens);
}
