namespace Kif.Pipeline.Embedded;

/// <summary>
/// The Unigram pieces of the embedded model: control pieces, every word of the closed world with its blank in front, punctuation, and single letters for words from
/// outside. Whole words score so much above letters that the best segmentation takes them whenever it can.
/// </summary>
public static class EmbeddedPieces
{
    /// <summary>The sign that stands for a blank in pieces.</summary>
    public const char Blank = '\u2581';

    /// <summary>Number of sentinels after the pieces, as every T5 has.</summary>
    public const int ExtraIds = 100;

    private const float Word = -7, Mark = -8, Letter = -20;

    /// <summary>Pieces and their scores (log probabilities up to a constant) in the order of their ids: 0 padding, 1 end, 2 unknown.</summary>
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
