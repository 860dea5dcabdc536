namespace Kif.Testing;

/// <summary>The kinds of tiny models that the kit makes in memory.</summary>
public enum ConformanceModel
{
    /// <summary>A T5 of two and two layers.</summary>
    EncoderDecoder,

    /// <summary>A LLaMA of two layers.</summary>
    DecoderOnly,
}
