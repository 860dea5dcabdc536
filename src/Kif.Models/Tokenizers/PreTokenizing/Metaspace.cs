namespace Kif.Models.Tokenizers;

/// <summary>Replaces spaces by marks (U+2581), puts a mark before parts, and may split before each mark.</summary>
internal sealed class Metaspace(char mark, PrependScheme scheme, bool split) : IPreTokenizer
{
    /// <summary>The mark of SentencePiece.</summary>
    public const char Mark = '\u2581';

    public void Apply(Words words)
    {
        words.Replace(words.Text.Replace(' ', mark), words.Parts);
        if (scheme != PrependScheme.Never)
        {
            PrefixedText.Prefix(words, mark, part => scheme == PrependScheme.Always || words.Opens(part));
        }

        if (split)
        {
            words.Split(new MarkSplitter(mark, runs: false));
        }
    }
}
