namespace Kif.Models.Tokenizers;

/// <summary>The last stage before a byte-level model: a space before each part, then the words of GPT-2. (The model itself maps bytes.)</summary>
internal sealed class ByteLevelStage(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    private static readonly Gpt2Splitter Gpt2 = new();

    public void Apply(Words words)
    {
        if (addPrefixSpace)
        {
            PrefixedText.Prefix(words, ' ', _ => true);
        }

        if (useRegex)
        {
            words.Split(Gpt2);
        }
    }
}
