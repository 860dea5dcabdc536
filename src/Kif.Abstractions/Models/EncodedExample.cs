namespace Kif;

/// <summary>An example as token ids.</summary>
/// <param name="Source">Encoder–decoder: the encoder's input, end token included. Decoder-only: the prompt.</param>
/// <param name="Target">The ids to be produced, end token included; -100 marks a position that carries no label.</param>
public sealed record EncodedExample(int[] Source, int[] Target)
{
    /// <summary>The label of a position that does not count.</summary>
    public const int Ignored = -100;
}
