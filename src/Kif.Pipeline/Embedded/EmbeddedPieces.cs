namespace Kif.Pipeline.Embedded;

/// <summary>
/// The Unigram pieces of the embedded model: control pieces, every word of the closed world with a leading space, punctuation, and single letters for other
/// words. Whole words score so far above letters that the best segmentation uses them whenever possible.
/// </summary>
public static class EmbeddedPieces
{
    /// <summary>The character for a space in pieces.</summary>
    public const char Blank = '\u2581';

    /// <summary>The number of sentinels after the pieces, as in every T5.</summary>
    public const int ExtraIds = 100;

    private const float Word = -7, Mark = -8, Letter = -20;

    /// <summary>The pieces and their scores (log probabilities up to a constant), in order of ids: 0 padding, 1 end, 2 unknown.</summary>
    public static IReadOnlyList<(string Piece, float Score)> All { get; } =
    [
        ("<pad>", 0), ("</s>", 0), ("<unk>", 0),
        .. EmbeddedVocabulary.Words().Where(w => w.Length > 1).Select(w => (Blank + w, Word)),
        .. EmbeddedVocabulary.Punctuation.Select(p => (p.ToString(), Mark)),
        .. Enumerable.Range('a', 26).Select(c => (((char)c).ToString(), Letter)),
        .. Enumerable.Range('a', 26).Select(c => (Blank + ((char)c).ToString(), Letter)),
        (Blank.ToString(), Letter),
    ];
}
