namespace Kif.Models.Backbones;

/// <summary>How a model reads a text and answers; decides how examples are put to it.</summary>
public enum ModelArchitecture
{
    /// <summary>An encoder reads the text, a decoder writes the answer (T5).</summary>
    EncoderDecoder,

    /// <summary>The answer continues the text (LLaMA, GPT-2).</summary>
    DecoderOnly,

    /// <summary>The answer stands in masked places of the text (BERT).</summary>
    MaskedEncoder,
}
