namespace Kif.Models.Tokenizers;

/// <summary>The field numbers of the SentencePiece file format (sentencepiece_model.proto).</summary>
internal static class SentencePieceFields
{
    public const int Pieces = 1;
    public const int Trainer = 2;
    public const int Normalizer = 3;

    public const int PieceText = 1;
    public const int PieceScore = 2;
    public const int PieceType = 3;

    public const int Kind = 3;
    public const int VocabularySize = 4;
    public const int WhitespaceAsSuffix = 24;
    public const int ByteFallback = 35;
    public const int UnknownId = 40;
    public const int BeginId = 41;
    public const int EndId = 42;
    public const int PadId = 43;
    public const int UnknownPiece = 45;
    public const int BeginPiece = 46;
    public const int EndPiece = 47;
    public const int PadPiece = 48;

    public const int NormalizerName = 1;
    public const int Charsmap = 2;
    public const int AddDummyPrefix = 3;
    public const int RemoveExtraWhitespaces = 4;
    public const int EscapeWhitespaces = 5;
}
