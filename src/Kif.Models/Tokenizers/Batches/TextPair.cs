namespace Kif.Models.Tokenizers;

/// <summary>Two texts that a model reads together, such as a question and a passage.</summary>
/// <param name="First">The first text.</param>
/// <param name="Second">The second text.</param>
public readonly record struct TextPair(string First, string Second);
