namespace Kif;

/// <summary>An example as token ids.</summary>
/// <param name="Source">
/// Encoder–decoder: the encoder's input, end token included. Decoder-only: the prompt. Masked: the text with masks at <see cref="Places"/>.
/// </param>
/// <param name="Target">The ids to produce, end token included; -100 marks a position without a label.</param>
public sealed record EncodedExample(int[] Source, int[] Target)
{
    /// <summary>The label of positions that the loss ignores (PyTorch's <c>ignore_index</c>).</summary>
    public const int Ignored = -100;

    /// <summary>
    /// Masked models: the source positions of the answer, in order, at least as many as the target has ids; null for other models.
    /// </summary>
    public IReadOnlyList<int>? Places { get; init; }
}
