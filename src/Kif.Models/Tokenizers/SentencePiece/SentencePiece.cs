namespace Kif.Models.Tokenizers;

/// <summary>One entry of a SentencePiece vocabulary; its id is its position.</summary>
/// <param name="Text">The piece; U+2581 stands for a space.</param>
/// <param name="Score">Log probability (Unigram); 0 for control and unknown pieces.</param>
/// <param name="Type">The purpose of the piece. Default: <see cref="SentencePieceType.Normal"/>.</param>
public readonly record struct SentencePiece(string Text, float Score, SentencePieceType Type = SentencePieceType.Normal);
