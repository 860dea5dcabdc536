namespace Kif;

/// <summary>The model input for a text or a pair of texts.</summary>
/// <param name="Ids">Token ids, special tokens included.</param>
/// <param name="TypeIds">The type id of each token id (BERT: 0 for the first text, 1 for the second).</param>
public sealed record TokenizedText(int[] Ids, int[] TypeIds);
