namespace Kif.Models.Backbones;

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
