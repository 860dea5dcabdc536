namespace Kif.Models.Tokenizers;

/// <summary>Vocabulary and settings of a WordPiece model.</summary>
internal sealed record WordPieceSettings
{
    /// <summary>Id of each token.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>The token of a word that cannot be spelled. Default: <c>[UNK]</c>.</summary>
    public string Unknown { get; init; } = "[UNK]";

    /// <summary>What pieces inside a word begin with. Default: <c>##</c>.</summary>
    public string ContinuingPrefix { get; init; } = "##";

    /// <summary>A longer word is unknown. In characters. Default: 100.</summary>
    public int MaxCharacters { get; init; } = 100;
}
