namespace Kif.Models.Tokenizers.SentencePiece;

/// <summary>A piece of a SentencePiece vocabulary; its place in the list is its id.</summary>
/// <param name="Text">The piece; U+2581 stands for a blank.</param>
/// <param name="Score">Log probability up to a constant (Unigram), or merge rank (BPE).</param>
/// <param name="Type">What it is for.</param>
public sealed record SentencePiece(string Text, float Score, PieceType Type = PieceType.Normal);
