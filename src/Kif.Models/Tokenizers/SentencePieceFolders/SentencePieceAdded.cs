namespace Kif.Models.Tokenizers;

/// <summary>The added tokens of a SentencePiece file: control pieces, which are special, and user-defined pieces.</summary>
internal static class SentencePieceAdded
{
    public static IEnumerable<AddedToken> Tokens(SentencePieceModel model) => model.Pieces
        .Select((piece, id) => (piece.Type, Token: new AddedToken(id, piece.Text) { Special = piece.Type == SentencePieceType.Control }))
        .Where(piece => piece.Type is SentencePieceType.Control or SentencePieceType.UserDefined)
        .Select(piece => piece.Token);
}
