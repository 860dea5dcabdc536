namespace Kif;

/// <summary>An encoder of examples to token ids for one model family, and of generated ids back to text. Safe to share between threads.</summary>
public interface IExampleEncoder
{
    /// <summary>Encodes prompt and answer to token ids, truncated according to the settings.</summary>
    EncodedExample Encode(Example example);

    /// <summary>Decodes generated ids to text without special tokens and surrounding whitespace.</summary>
    string Decode(ReadOnlySpan<int> ids);
}
