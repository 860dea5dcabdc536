namespace Kif.Testing;

/// <summary>The kinds of tiny models that the kit creates in memory.</summary>
public enum ConformanceModel
{
    /// <summary>A T5 with two encoder and two decoder layers.</summary>
    EncoderDecoder,

    /// <summary>A LLaMA with two layers.</summary>
    DecoderOnly,
}
