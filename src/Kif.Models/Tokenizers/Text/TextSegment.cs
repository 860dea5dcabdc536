namespace Kif.Models.Tokenizers;

/// <summary>A segment of a text, with an added token's id, or -1 for ordinary text.</summary>
internal readonly record struct TextSegment(int Start, int End, int Id = -1);
