namespace Kif.Models.Tokenizers;

/// <summary>A stretch of a text: an added token's id, or -1 for ordinary text.</summary>
internal readonly record struct TextSegment(int Start, int End, int Id = -1);
