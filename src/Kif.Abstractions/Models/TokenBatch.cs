namespace Kif;

/// <summary>A padded batch on the model's device; owns its tensors.</summary>
/// <param name="InputIds">Int64 [batch, length].</param>
/// <param name="AttentionMask">Int64 [batch, length]: 1 for tokens, 0 for padding on either side.</param>
/// <param name="Labels">
/// Int64 [batch, target length] (encoder–decoder) or [batch, length] (decoder-only and masked, aligned with the inputs); -100 for no label.
/// </param>
/// <param name="TargetTokens">Number of labels other than -100.</param>
public sealed record TokenBatch(Tensor InputIds, Tensor AttentionMask, Tensor Labels, long TargetTokens) : IDisposable
{
    /// <summary>Int64 [batch, length]: the segment of each token, for models with segments; null where all are in the first.</summary>
    public Tensor? SegmentIds { get; init; }

    /// <summary>Int64 [batch, length]: 1 for tokens of the prompt, 0 for others and padding; null where all input tokens are the prompt's.</summary>
    public Tensor? PromptMask { get; init; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        InputIds.Dispose();
        AttentionMask.Dispose();
        Labels.Dispose();
        SegmentIds?.Dispose();
        PromptMask?.Dispose();
    }
}

/// <summary>An example as token ids.</summary>
/// <param name="Source">
/// Encoder–decoder: the encoder's input, end token included. Decoder-only: the prompt. Masked: the text with masks at <see cref="AnswerPositions"/>.
/// </param>
/// <param name="Target">The ids to produce, end token included; -100 marks a position without a label.</param>
public sealed record EncodedExample(int[] Source, int[] Target)
{
    /// <summary>The label of positions that the loss ignores (PyTorch's <c>ignore_index</c>).</summary>
    public const int IgnoreIndex = -100;

    /// <summary>
    /// Masked models: the source positions of the answer, in order, at least as many as the target has ids; null for other models.
    /// </summary>
    public IReadOnlyList<int>? AnswerPositions { get; init; }

    /// <summary>
    /// Decoder-only models: positions in the source, in order and from 1 on, whose ids are learned too, such as earlier answers of a conversation. Default:
    /// null, for none.
    /// </summary>
    public IReadOnlyList<int>? LabeledPositions { get; init; }

    /// <summary>Number of positions with a label.</summary>
    internal int LabelCount => Target.Count(id => id != IgnoreIndex) + (LabeledPositions?.Count ?? 0);
}

/// <summary>An encoder of examples to token ids for one model family, and of generated ids back to text. Safe to share between threads.</summary>
public interface IExampleEncoder
{
    /// <summary>Encodes prompt and answer to token ids, truncated according to the settings.</summary>
    EncodedExample Encode(Example example);

    /// <summary>Decodes generated ids to text without special tokens and surrounding whitespace.</summary>
    string Decode(ReadOnlySpan<int> ids);
}
