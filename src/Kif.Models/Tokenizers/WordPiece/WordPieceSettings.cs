namespace Kif.Models.Tokenizers;

/// <summary>Vocabulary and settings of a WordPiece model.</summary>
internal sealed record WordPieceSettings
{
    /// <summary>The id of each token.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>The token of a word that has no segmentation. Default: <c>[UNK]</c>.</summary>
    public string Unknown { get; init; } = "[UNK]";

    /// <summary>The prefix of pieces inside a word. Default: <c>##</c>.</summary>
    public string ContinuingPrefix { get; init; } = "##";

    /// <summary>The maximum length of a word in characters; a longer one is unknown. Default: 100.</summary>
    public int MaxCharacters { get; init; } = 100;
}
