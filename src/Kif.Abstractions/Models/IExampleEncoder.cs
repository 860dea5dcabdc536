namespace Kif;

/// <summary>Turns examples into token ids for one model family, and produced ids back into text. Safe to share between threads.</summary>
public interface IExampleEncoder
{
    /// <summary>Token ids of prompt and answer, truncated as the settings say.</summary>
    EncodedExample Encode(Example example);

    /// <summary>The text of produced ids, without special tokens and outer blanks.</summary>
    string Decode(ReadOnlySpan<int> ids);
}
