namespace Kif;

/// <summary>An example as token ids.</summary>
/// <param name="Source">Encoder–decoder: the encoder's input, end token included. Decoder-only: the prompt. Masked: the text with masks at <see cref="Places"/>.</param>
/// <param name="Target">The ids to be produced, end token included; -100 marks a position that carries no label.</param>
public sealed record EncodedExample(int[] Source, int[] Target)
{
    /// <summary>The label of a position that does not count.</summary>
    public const int Ignored = -100;

    /// <summary>
    /// Masked models: the positions of the source that the answer stands in, in its order, at least as many as the target has ids; null for other models.
    /// </summary>
    public IReadOnlyList<int>? Places { get; init; }
}
