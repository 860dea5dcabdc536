namespace Kif;

/// <summary>A text, or a pair of texts, as a model reads it.</summary>
/// <param name="Ids">Token ids, special tokens included.</param>
/// <param name="TypeIds">As many numbers: which text each id belongs to (BERT: 0 for the first, 1 for the second).</param>
public sealed record TokenizedText(int[] Ids, int[] TypeIds);
